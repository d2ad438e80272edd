package org.bailiwick.node.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  /** The example of RFC 8785 section 3.2.2, except the numbers that a double does not hold. */
  @Test
  void membersStringsAndLiteralsHaveTheFormOfTheStandard() {
    String text =
        "{ \"numbers\": [1E20, 4.50, 2e-3, 1e-7],"
            + " \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
            + " \"literals\": [null, true, false] }";
    assertThat(CanonicalJson.of(text))
        .isEqualTo(
            "{\"literals\":[null,true,false],\"numbers\":[100000000000000000000,4.5,0.002,1e-7],"
                + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  /**
   * Section 3.2.3: names are ordered by UTF-16 code units, so a surrogate pair is before U+FB33.
   */
  @Test
  void namesAreOrderedByCodeUnits() {
    assertThat(CanonicalJson.of("{\"\ufb33\":1,\"\ud83d\ude00\":2,\"\u20ac\":3,\"1\":4,\"\\r\":5}"))
        .isEqualTo("{\"\\r\":5,\"1\":4,\"\u20ac\":3,\"\ud83d\ude00\":2,\"\ufb33\":1}");
  }

  /** The samples of appendix B that fit into the digits which are read here. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1e21, 1e+21",
    "1e20, 100000000000000000000",
    "-0, 0",
    "9.999999999999997e22, 9.999999999999997e+22",
    "0.000001, 0.000001",
    "9.999999999999997e-7, 9.999999999999997e-7",
    "333333333.3333333, 333333333.3333333",
    "-333333333.33333325, -333333333.33333325",
    "9007199254740992, 9007199254740992",
    "3e-308, 3e-308",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "10.00, 10",
    "-1.5E3, -1500",
  })
  void numbersHaveTheShortestForm(String written, String canonical) {
    assertThat(CanonicalJson.of(written)).isEqualTo(canonical);
  }

  /** Two of them would have one form, and an approval of one would be one of the other. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "0.10000000000000000001",
        "1e400",
        "[1,[1e999]]",
        "4.9e-324",
        "1e-400"
      })
  void aNumberThatADoubleDoesNotHoldIsRefused(String json) {
    assertThat(catchThrowableOfType(ProblemException.class, () -> CanonicalJson.of(json)).check())
        .isEqualTo(CanonicalJson.INEXACT);
  }
}
