package org.bailiwick.enforcement.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that a web server passes on: threat 44. */
class PassedCertificateTest {
  private static final X509Certificate LEAF =
      TestCa.create("bailiwick.example").agent("reader", "a.b@1").certificate();

  private static String escaped(String pem) {
    return URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20");
  }

  @Test
  void nginxPassesPercentEncodedPem() {
    assertThat(PassedCertificate.read(List.of(), List.of(escaped(Pem.of(List.of(LEAF))))))
        .contains(LEAF);
  }

  @Test
  void aPlusInBase64IsNoSpace() {
    String halfEscaped = Pem.of(List.of(LEAF)).replace("\n", "%0A").replace(" ", "%20");
    assertThat(PassedCertificate.read(List.of(), List.of(halfEscaped))).contains(LEAF);
  }

  @Test
  void clientCertIsAByteSequence() throws CertificateEncodingException {
    String bytes = ":" + Base64.getEncoder().encodeToString(LEAF.getEncoded()) + ":";
    assertThat(PassedCertificate.read(List.of(bytes), List.of())).contains(LEAF);
  }

  @Test
  void nothingAndAnEmptyHeaderAreNoCertificate() {
    assertThat(PassedCertificate.read(List.of(), List.of())).isEmpty();
    assertThat(PassedCertificate.read(List.of(), List.of(""))).isEmpty();
  }

  @Test
  void severalAreRefused() {
    String one = escaped(Pem.of(List.of(LEAF)));
    assertThatThrownBy(() -> PassedCertificate.read(List.of(), List.of(one, one)))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> PassedCertificate.read(List.of(":AA==:"), List.of(one)))
        .isInstanceOf(ProblemException.class);
    String two = escaped(Pem.of(List.of(LEAF, LEAF)));
    assertThatThrownBy(() -> PassedCertificate.read(List.of(), List.of(two)))
        .isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "%", "%zz", "-----BEGIN CERTIFICATE-----", ":AA==:", "\u0000"})
  void whatIsNoCertificateIsRefused(String text) {
    assertThatThrownBy(() -> PassedCertificate.read(List.of(), List.of(text)))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> PassedCertificate.read(List.of(text), List.of()))
        .isInstanceOf(ProblemException.class);
    String tooLong = text + "A".repeat(30_000);
    assertThatThrownBy(() -> PassedCertificate.read(List.of(tooLong), List.of()))
        .isInstanceOf(ProblemException.class);
  }
}
