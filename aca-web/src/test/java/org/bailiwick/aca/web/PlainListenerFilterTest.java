package org.bailiwick.aca.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainListenerFilterTest {
  @ParameterizedTest
  @ValueSource(strings = {"/crl/issuing-1.crl", "/issuers/root.cer", "/ocsp", "/ocsp/abc"})
  void opensSignedDocuments(String path) {
    assertThat(PlainListenerFilter.isOpen(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//crl",
        "/health",
        "/metrics",
        "/openapi",
        "/v1/nonces",
        "/crls",
        "/CRL/x",
        "/%63rl/x",
        "/crl;x/y",
        "crl/x",
        "/.well-known/spiffe-bundle"
      })
  void hidesEverythingElse(String path) {
    assertThat(PlainListenerFilter.isOpen(path)).isFalse();
  }
}
