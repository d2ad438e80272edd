package org.bailiwick.node.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageAnswerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "TEXT/HTML;q=0.8",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
      })
  void browsersGetAPage(String accept) {
    assertThatCode(() -> PageAnswer.requireWanted(accepting(accept))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "text/*",
        "application/json",
        "application/json,text/html",
        "application/problem+json, */*",
        "text/html;q=0",
        "text/plain"
      })
  void programsDoNot(String accept) {
    assertThatThrownBy(() -> PageAnswer.requireWanted(accepting(accept)))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aPageRunsNothingAndIsFramedByNobody() {
    Response answer = PageAnswer.forPeer(new HtmlPage("A page"));

    assertThat(answer.getMediaType()).isEqualTo(MediaType.valueOf("text/html;charset=utf-8"));
    assertThat(answer.getHeaderString("Content-Security-Policy"))
        .isEqualTo(HtmlPage.CONTENT_SECURITY_POLICY);
    assertThat(answer.getHeaderString("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.getHeaderString("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.getHeaderString("Vary")).isEqualTo("Accept");
    assertThat(answer.getHeaderString("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.getCookies()).isEmpty();
  }

  @Test
  void aFormAsksForTheSamePageAlone() {
    HtmlPage page = new HtmlPage("A page").form(new PageForm("Find", Map.of(), List.of()));

    assertThat(PageAnswer.forPeer(page).getHeaderString("Content-Security-Policy"))
        .isEqualTo(
            HtmlPage.CONTENT_SECURITY_POLICY.replace("form-action 'none'", "form-action 'self'"))
        .contains("default-src 'none'", "form-action 'self'");
  }

  @Test
  void onlyAPageForAllIsKeptByCaches() {
    assertThat(PageAnswer.forAll("").getHeaderString("Cache-Control")).contains("public");
  }

  /** The types in their order, which is that of their preference. */
  private static HttpHeaders accepting(String accept) {
    List<MediaType> types = Stream.of(accept.split(",", -1)).map(MediaType::valueOf).toList();
    return (HttpHeaders)
        Proxy.newProxyInstance(
            PageAnswerTest.class.getClassLoader(),
            new Class<?>[] {HttpHeaders.class},
            (proxy, method, arguments) -> types);
  }
}
