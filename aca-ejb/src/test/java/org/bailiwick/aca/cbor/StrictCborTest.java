package org.bailiwick.aca.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.testing.TestCbor;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples of RFC 8949 appendix A and what must not be read as one of them. */
class StrictCborTest {

  private static Object read(String hex) {
    return StrictCbor.read("token", HexFormat.of().parseHex(hex));
  }

  @Test
  void readsTheExamplesOfTheStandard() {
    assertThat(read("00")).isEqualTo(0L);
    assertThat(read("1818")).isEqualTo(24L);
    assertThat(read("1903e8")).isEqualTo(1000L);
    assertThat(read("1a000f4240")).isEqualTo(1_000_000L);
    assertThat(read("1b000000e8d4a51000")).isEqualTo(1_000_000_000_000L);
    assertThat(read("1b7fffffffffffffff")).isEqualTo(Long.MAX_VALUE);
    assertThat(read("3b7fffffffffffffff")).isEqualTo(Long.MIN_VALUE);
    assertThat(read("3903e7")).isEqualTo(-1000L);
    assertThat(read("f93e00")).isEqualTo(1.5);
    assertThat(read("fb3ff199999999999a")).isEqualTo(1.1);
    assertThat(read("f4")).isEqualTo(false);
    assertThat(read("f6")).isNull();
    assertThat(read("4401020304")).isEqualTo(Octets.of(new byte[] {1, 2, 3, 4}));
    assertThat(read("64f0908591")).isEqualTo("\ud800\udd51");
    assertThat(read("8301820203820405")).isEqualTo(List.of(1L, List.of(2L, 3L), List.of(4L, 5L)));
    assertThat(read("a26161016162820203")).isEqualTo(Map.of("a", 1L, "b", List.of(2L, 3L)));
    assertThat(read("a201020304")).isEqualTo(Map.of("1", 2L, "3", 4L));
    assertThat(read("a1646370753001")).isEqualTo(Map.of("cpu0", 1L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "0000", // octets after the value
        "1817", // longer than needed
        "190017",
        "1a0000ffff",
        "1b00000000ffffffff",
        "1bffffffffffffffff", // beyond 64 bits with sign
        "3bffffffffffffffff",
        "1c", // reserved
        "19", // cut off
        "1901",
        "4201",
        "6261",
        "62c328", // no UTF-8
        "5f41014102ff", // indefinite lengths
        "7f6161ff",
        "9f01ff",
        "bf0102ff",
        "ff",
        "5901", // length cut off
        "5bffffffffffffffff", // length beyond all
        "9bffffffffffffffff",
        "9a00ffffff",
        "ba00ffffff",
        "82", // fewer than announced
        "a101",
        "a201020103", // a key twice
        "a2616101616102",
        "a2010261310a", // a number and a text that looks like it
        "a1613101",
        "a1622d3101",
        "a1f401", // keys of other kinds
        "a1410101",
        "a1800101",
        "a1f93c0001",
        "c11a514b67b0", // tags
        "c249010000000000000000",
        "d818456449455446",
        "8101c1",
        "f7", // undefined and other simple values
        "e0",
        "f818",
        "f0"
      })
  void refuses(String hex) {
    assertThat(catchThrowableOfType(ProblemException.class, () -> read(hex)).check())
        .isEqualTo("token-cbor");
  }

  @Test
  void boundsNestingAndSize() {
    assertThat(read("81".repeat(15) + "00")).isInstanceOf(List.class);
    for (String deep :
        new String[] {"81".repeat(16) + "00", "81".repeat(60_000), "a101a1".repeat(20_000)}) {
      assertThat(catchThrowableOfType(ProblemException.class, () -> read(deep))).isNotNull();
    }
    byte[] large = TestCbor.of(new byte[65_536]);
    assertThat(catchThrowableOfType(ProblemException.class, () -> StrictCbor.read("token", large)))
        .isNotNull();
  }
}
