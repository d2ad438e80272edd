package org.bailiwick.aca.claims;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OctetsTest {

  @Test
  void base64urlIsReadAsItIsWritten() {
    Octets octets = Octets.of(new byte[] {-1, -2, 0, 1});
    assertThat(octets.base64url()).isEqualTo("__4AAQ");
    assertThat(Octets.parse("__4AAQ")).contains(octets);
    assertThat(Octets.parse("")).contains(Octets.of(new byte[0]));
  }

  /** Padding, unused bits that are set, the other alphabet, white space, and a lone character. */
  @ParameterizedTest
  @ValueSource(strings = {"__4AAQ==", "__4AAR", "//4AAQ", "__4A AQ", "__4AAQ\n", "_"})
  void otherFormsOfBase64AreNotRead(String text) {
    assertThat(Octets.parse(text)).isEmpty();
  }
}
