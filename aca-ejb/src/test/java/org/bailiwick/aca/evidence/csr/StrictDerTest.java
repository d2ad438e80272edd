package org.bailiwick.aca.evidence.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictDerTest {

  @Test
  void acceptsASoundRequest() {
    assertThat(StrictDer.parse(TestCsr.of(TestKeys.ec()).der())).isNotNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "indefinite length, 30800000",
    "length in more octets than needed, 3081020500",
    "trailing octet, 300000",
    "two values, 30003000",
    "length beyond the end, 300502",
    "boolean that is neither 00 nor ff, 3003010101",
    "integer with a superfluous octet, 300402020001",
    "set out of order, 3106020102020101",
    "tag above thirty, 1f0100",
    "nothing at all, ''"
  })
  void refuses(String defect, String hex) {
    assertRefused(HexFormat.of().parseHex(hex), "csr-der");
  }

  @Test
  void refusesAThousandLevelsOfNesting() {
    byte[] nested = new byte[0];
    for (int i = 0; i < 1000; i++) {
      byte[] head =
          nested.length < 128
              ? new byte[] {0x30, (byte) nested.length}
              : new byte[] {0x30, (byte) 0x82, (byte) (nested.length >> 8), (byte) nested.length};
      byte[] outer = Arrays.copyOf(head, head.length + nested.length);
      System.arraycopy(nested, 0, outer, head.length, nested.length);
      nested = outer;
    }
    assertRefused(nested, "csr-nesting");
  }

  @Test
  void refusesMoreThanSixteenKilobytes() {
    assertRefused(new byte[20_000], "csr-too-large");
  }

  private static void assertRefused(byte[] der, String check) {
    assertThatThrownBy(() -> StrictDer.parse(der))
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.check()).isEqualTo(check));
  }
}
