package org.bailiwick.node.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bailiwick.contract.credential.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlPageTest {
  private static final String MARKUP = "<script>alert(\"1\")</script>&'";
  private static final String ESCAPED =
      "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;";

  /** Threat: an agent's owner, name or locator is markup, and runs in an officer's browser. */
  @Test
  void noTextBecomesMarkup() {
    String page =
        new HtmlPage(MARKUP)
            .section(MARKUP)
            .paragraph(MARKUP)
            .command(MARKUP)
            .facts(Map.of(MARKUP, MARKUP))
            .table(List.of(MARKUP), List.of(List.of(MARKUP)))
            .links(List.of(new PageLink(MARKUP, "https://a.example/?" + MARKUP, MARKUP)))
            .text();

    assertThat(page).doesNotContain("<script").doesNotContain(MARKUP);
    assertThat(page.split(Pattern.quote(ESCAPED), -1)).hasSize(14);
  }

  @Test
  void noValueOfAFormBecomesMarkup() {
    PageForm.Field text = new PageForm.Field(MARKUP, MARKUP, MARKUP, MARKUP, List.of());
    PageForm.Field choice = new PageForm.Field("c", "C", "One.", MARKUP, List.of("", MARKUP));
    String page =
        new HtmlPage("A page")
            .form(new PageForm(MARKUP, Map.of(MARKUP, MARKUP), List.of(text, choice)))
            .text();

    assertThat(page)
        .doesNotContain("<script")
        .doesNotContain(MARKUP)
        .contains(
            "<form method=\"get\" action=\"./\">",
            "<label for=\"c\">C</label>",
            "<select name=\"c\" id=\"c\" aria-describedby=\"c-hint\">",
            "<option value=\"\">any</option>",
            "<option value=\"" + ESCAPED + "\" selected>" + ESCAPED + "</option>");
  }

  /** Threat: what an agent says of itself is taken for what the authority signed. */
  @Test
  void eachUnsignedValueIsMarkedWhateverItSays() {
    String forged = "</td></div><div role=\"group\" class=\"signed\">owner (signed)";
    String page =
        new HtmlPage("A page")
            .part(HtmlPage.Part.SIGNED, "Signed", Map.of("owner", "Treasury"))
            .part(HtmlPage.Part.UNSIGNED, "Unsigned", Map.of("title", forged))
            .text();

    assertThat(page.split("<div role=\"group\" class=\"signed\"", -1)).hasSize(2);
    assertThat(page.split("</div>", -1)).hasSize(5);
    assertThat(page)
        .containsSubsequence(
            "<div role=\"group\" class=\"signed\" aria-label=\"Signed\">",
            "<th scope=\"row\">owner (signed)</th><td>Treasury</td>",
            "<div role=\"group\" class=\"unsigned\" aria-label=\"Unsigned\">",
            "<th scope=\"row\">title (unsigned)</th><td>&lt;/td&gt;");
  }

  @ParameterizedTest
  @CsvSource({
    "\u202Eevil, \uFFFDevil",
    "a\u0000b, a\uFFFDb",
    "x\u200By, x\uFFFDy",
    "Zürich 東京, Zürich 東京"
  })
  void charactersThatDeceiveAreReplaced(String text, String shown) {
    assertThat(HtmlPage.escaped(text)).isEqualTo(shown);
  }

  @Test
  void aLoneSurrogateIsReplaced() {
    assertThat(HtmlPage.escaped("a\uD800b")).isEqualTo("a\uFFFDb");
  }

  @Test
  void thePolicyPermitsTheStyleOfThePageAlone() {
    String page = new HtmlPage("A page").text();
    String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));

    assertThat(HtmlPage.CONTENT_SECURITY_POLICY)
        .startsWith("default-src 'none'; ")
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(style)) + "'")
        .contains("frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'")
        .doesNotContain("unsafe");
  }

  @Test
  void valuesKeepTheirOrder() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Health", "DOWN");
    facts.put("Version", "1");
    facts.put("Expires", "2026-12-01T16:57:50Z");

    assertThat(new HtmlPage("A page").facts(facts).text())
        .containsSubsequence(
            "<th scope=\"row\">Health</th><td class=\"down\">DOWN</td>",
            "Version</th><td>1</td>",
            "Expires</th><td class=\"time\">2026-12-01T16:57:50Z</td>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"javascript:alert(1)", "data:text/html,x", "//a.example", "ftp://a/", ""})
  void onlyWebAddressesAreLinks(String target) {
    assertThatThrownBy(() -> new PageLink("a", target, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aQueryIsEncoded() {
    assertThat(PageLink.withQuery(Map.of("owner", "A & B=\"c\""), "Agents").target())
        .isEqualTo("?owner=A+%26+B%3D%22c%22");
    assertThat(PageLink.to(URI.create("http://a.example/crl"), "CRL", "").target())
        .isEqualTo("http://a.example/crl");
  }
}
