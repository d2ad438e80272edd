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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Tests the challenges of RFC 6750 section 3 and RFC 9728 section 5.1. */
class ChallengeFilterTest {
  private static final String METADATA =
      "resource_metadata=\"https://master.example/.well-known/oauth-protected-resource\"";
  private static final String INVALID = "Bearer error=\"invalid_token\"";

  private static final String DPOP = "DPoP algs=\"ES256 ES384 EdDSA PS256\", " + METADATA;

  private String method = "POST";
  private Set<String> rule = Set.of("mtls", "access-token");

  private final ChallengeFilter filter =
      new ChallengeFilter(
              URI.create("https://master.example/.well-known/oauth-protected-resource"), () -> rule)
          .alsoBelow("a2a", () -> Set.of("access-token-dpop"));

  @Test
  void tellsWhereToGetATokenWithoutAnErrorCodeWhenNoneWasShown() {
    assertThat(filtered("v1/jobs", INVALID, null)).isEqualTo("Bearer " + METADATA);
  }

  @Test
  void namesTheSchemesOfPartnersTokens() {
    rule = Set.of("mtls", "partner-access-token");
    assertThat(all("v1/jobs", "ClientCertificate", null))
        .containsExactly("ClientCertificate", "Bearer " + METADATA);
    rule = Set.of("partner-access-token-dpop");
    assertThat(all("v1/jobs", INVALID, null)).containsExactly(DPOP);
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
  void tellsWhereToGetATokenAlsoWhereACertificateIsMissingFirst() {
    assertThat(all("v1/jobs", "ClientCertificate", null))
        .containsExactly("ClientCertificate", "Bearer " + METADATA);
    assertThat(all("v1/jobs", "ClientCertificate", "Bearer x"))
        .containsExactly("ClientCertificate");
  }

  /** Each place of callers has the schemes of its own rule. */
  @Test
  void holdsForOtherPlacesOfCallersByTheirRule() {
    for (String path : List.of("a2a", "a2a/message:send")) {
      assertThat(all(path, "ClientCertificate", null)).containsExactly("ClientCertificate", DPOP);
      assertThat(filtered(path, INVALID, "Bearer x")).isEqualTo(INVALID + ", " + METADATA);
    }
    assertThat(all("a2abc", "ClientCertificate", null)).containsExactly("ClientCertificate");
  }

  @Test
  void leavesOtherResourcesAlone() {
    assertThat(filtered("oauth/token", INVALID, "Bearer x")).isEqualTo(INVALID);
    assertThat(filtered("v1/jobs", null, null)).isNull();
  }

  /** Operators read the list of jobs, by their certificate alone. */
  @Test
  void leavesTheListOfJobsAlone() {
    method = "GET";
    rule = Set.of("access-token-dpop");
    assertThat(filtered("v1/jobs", "ClientCertificate", null)).isEqualTo("ClientCertificate");
    assertThat(filtered("v1/jobs/1", "ClientCertificate", null)).isEqualTo("ClientCertificate");
    assertThat(all("v1/jobs/1", "ClientCertificate", null)).contains(DPOP);
    assertThat(all("v1/jobs", "ClientCertificate", null)).doesNotContain(DPOP);
  }

  @Test
  void namesEachSchemeThatTheRuleReads() {
    rule = Set.of("mtls", "access-token", "access-token-dpop");
    assertThat(all("v1/jobs", INVALID, null)).containsExactly("Bearer " + METADATA, DPOP);
    assertThat(all("v1/jobs", "ClientCertificate", null))
        .containsExactly("ClientCertificate", "Bearer " + METADATA, DPOP);
    rule = Set.of("access-token-dpop");
    assertThat(all("v1/jobs", INVALID, null)).containsExactly(DPOP);
  }

  @Test
  void challengesATokenUnderTheSchemeThatItWasShownUnder() {
    String parameters = ", algs=\"ES256 ES384 EdDSA PS256\", " + METADATA;
    assertThat(all("v1/jobs", INVALID, "dpop x"))
        .containsExactly("DPoP error=\"invalid_token\"" + parameters);
    String nonce = "DPoP error=\"use_dpop_nonce\"";
    assertThat(all("v1/jobs", nonce, "DPoP x")).containsExactly(nonce + parameters);
  }

  private String filtered(String path, String challenge, String authorization) {
    List<Object> all = all(path, challenge, authorization);
    return all.isEmpty() ? null : (String) all.getFirst();
  }

  private List<Object> all(String path, String challenge, String authorization) {
    MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>();
    if (challenge != null) {
      headers.putSingle(HttpHeaders.WWW_AUTHENTICATE, challenge);
    }
    UriInfo uri = proxy(UriInfo.class, Map.of("getPath", arguments -> path));
    ContainerRequestContext request =
        proxy(
            ContainerRequestContext.class,
            Map.of(
                "getUriInfo", arguments -> uri,
                "getMethod", arguments -> method,
                "getHeaderString", name -> authorization));
    filter.filter(
        request,
        proxy(
            ContainerResponseContext.class,
            Map.of("getHeaders", arguments -> headers, "getStatus", arguments -> 401)));
    return headers.getOrDefault(HttpHeaders.WWW_AUTHENTICATE, List.of());
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
