package org.bailiwick.aca.web.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EstBodyTest {

  private static final byte[] OCTETS = new byte[200];

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void readsBase64WithAndWithoutLineBreaks() {
    assertThat(EstBody.csr(Base64.getEncoder().encode(OCTETS)).bytes()).isEqualTo(OCTETS);
    assertThat(EstBody.csr(Base64.getMimeEncoder().encode(OCTETS)).bytes()).isEqualTo(OCTETS);
    assertThat(EstBody.csr(ascii(" AAAA\n\tAAAA\r\n")).bytes()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN CERTIFICATE REQUEST-----",
        "AA=A",
        "AAAA\u00c1AAA",
        "AAAA-_AA",
        "AA\fAA",
        "A",
        "\u0000"
      })
  void refusesWhatIsNotBase64(String body) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> EstBody.csr(ascii(body)));
    assertThat(refusal).isNotNull();
    assertThat(refusal.check()).isEqualTo("est-base64");
  }
}
