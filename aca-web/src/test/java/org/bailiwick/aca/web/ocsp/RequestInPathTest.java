package org.bailiwick.aca.web.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestInPathTest {

  /** Gives "//", "+" and "=" in base64. */
  private static final byte[] DER = {
    (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xfb, (byte) 0xef
  };

  @ParameterizedTest
  @ValueSource(strings = {"/ocsp/////++8=", "/ocsp/%2F%2f%2F%2F%2B%2b8%3D", "/ocsp/////++8"})
  void readsEscapedAndPlainBase64(String path) {
    assertThat(Base64.getEncoder().encodeToString(DER)).isEqualTo("////++8=");
    assertThat(RequestInPath.decode(path)).isEqualTo(DER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/ocsp", "/ocsp/", "/ocsp/%", "/ocsp/%2", "/ocsp/%zz", "/ocsp/a b", "/ocsp/ü"})
  void findsNothingElsewhere(String path) {
    assertThat(RequestInPath.decode(path)).isEmpty();
  }

  @Test
  void takesAPlusForItself() {
    assertThat(RequestInPath.decode("/ocsp/++++")).hasSize(3);
  }
}
