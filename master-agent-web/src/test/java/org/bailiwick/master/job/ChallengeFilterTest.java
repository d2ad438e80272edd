package org.bailiwick.master.job;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Tests the challenges of RFC 6750 section 3 and RFC 9728 section 5.1. */
class ChallengeFilterTest {
  private static final String METADATA =
      "resource_metadata=\"https://master.example/.well-known/oauth-protected-resource\"";
  private static final String INVALID = "Bearer error=\"invalid_token\"";

  private final ChallengeFilter filter =
      new ChallengeFilter(
          URI.create("https://master.example/.well-known/oauth-protected-resource"));

  @Test
  void tellsWhereToGetATokenWithoutAnErrorCodeWhenNoneWasShown() {
    assertThat(filtered("v1/jobs", INVALID, null)).isEqualTo("Bearer " + METADATA);
  }

  @Test
  void keepsTheErrorOfATokenThatWasShown() {
    assertThat(filtered("v1/jobs", INVALID, "Bearer x")).isEqualTo(INVALID + ", " + METADATA);
  }

  @Test
  void keepsTheScopeThatWouldDo() {
    String challenge = "Bearer error=\"insufficient_scope\", scope=\"ledger.post@1\"";
    assertThat(filtered("v1/jobs", challenge, "Bearer x")).isEqualTo(challenge + ", " + METADATA);
  }

  @Test
  void holdsForOneJobAsForAll() {
    assertThat(filtered("v1/jobs/1/events", INVALID, "Bearer x")).contains(METADATA);
  }

  @Test
  void leavesOtherResourcesAndOtherSchemesAlone() {
    assertThat(filtered("oauth/token", INVALID, "Bearer x")).isEqualTo(INVALID);
    assertThat(filtered("v1/jobs", "ClientCertificate", null)).isEqualTo("ClientCertificate");
    assertThat(filtered("v1/jobs", null, null)).isNull();
  }

  private String filtered(String path, String challenge, String authorization) {
    MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>();
    if (challenge != null) {
      headers.putSingle(HttpHeaders.WWW_AUTHENTICATE, challenge);
    }
    UriInfo uri = proxy(UriInfo.class, Map.of("getPath", arguments -> path));
    ContainerRequestContext request =
        proxy(
            ContainerRequestContext.class,
            Map.of("getUriInfo", arguments -> uri, "getHeaderString", name -> authorization));
    filter.filter(
        request, proxy(ContainerResponseContext.class, Map.of("getHeaders", arguments -> headers)));
    return (String) headers.getFirst(HttpHeaders.WWW_AUTHENTICATE);
  }

  /** An object that has only these methods; a call of another method fails the test. */
  private static <T> T proxy(Class<T> type, Map<String, Function<Object[], Object>> methods) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> methods.get(method.getName()).apply(arguments)));
  }
}
