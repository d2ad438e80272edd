package org.bailiwick.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextsTest {

  private static String refusal(String json, int maxValues) {
    return catchThrowableOfType(ProblemException.class, () -> JsonTexts.check(json, maxValues))
        .check();
  }

  @Test
  void givesMembersAndElementsAsTextsInOrder() {
    assertThat(JsonTexts.members("{ \"z\" : [ 1 , {} ] , \"a\" : \"t\" }", 10))
        .containsExactly(entry("z", "[1,{}]"), entry("a", "\"t\""));
    assertThat(JsonTexts.elements("[ null , { \"a\" : 1.0 } ]", 10))
        .isEqualTo(List.of("null", "{\"a\":1.0}"));
    assertThat(JsonTexts.quoted("\"\n\u00e9")).isEqualTo("\"\\\"\\n\u00e9\"");
  }

  /** Digests of texts that were made from values must not change. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"b\":[1,-2.5e3,true,false,null,\"t\\u00e9\\u0000\\/\\ud83d\\ude00\"]},\"c\":[{},[]]}",
        "[1e2,1E-7,0.10,-0,12345678901234567890,2147483648]",
        "{\"\\u0022k\\u000b\":\"\\u007f\\u2028<&'\"}",
        "\"text\"",
        "7"
      })
  void theTextIsThatOfTheValue(String json) {
    assertThat(JsonTexts.elements("[" + json + "]", 100).getFirst())
        .isEqualTo(StrictJson.value(json).toString());
  }

  @Test
  void refusesWhatStrictJsonRefuses() {
    assertThat(refusal("{\"a\":1,\"a\":1}", 10)).isEqualTo("json-duplicate-member");
    assertThat(refusal("[{\"b\":1,\"b\":1}]", 10)).isEqualTo("json-duplicate-member");
    assertThat(refusal("[1e1000]", 10)).isEqualTo("json-number");
    assertThat(refusal("[12345678901234567890e999]", 10)).isEqualTo("json-number");
    assertThat(refusal("[12345678901234567890.1234567890e5]", 10)).isEqualTo("json-number");
    assertThat(refusal("[".repeat(65) + "]".repeat(65), 100)).isEqualTo("json-depth");
    assertThat(refusal("[1,]", 10)).isEqualTo("json-syntax");
    assertThat(refusal("{} {}", 10)).isEqualTo("json-syntax");
    assertThat(refusal("", 10)).isEqualTo("json-syntax");
    assertThatCode(() -> JsonTexts.check("[".repeat(64) + "]".repeat(64), 100))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesMoreValuesThanTheCallerAllows() {
    assertThatCode(() -> JsonTexts.check("[1,{\"a\":2}]", 4)).doesNotThrowAnyException();
    assertThat(refusal("[1,{\"a\":2}]", 3)).isEqualTo("json-values");
    assertThat(refusal("[" + "{},".repeat(100_000) + "{}]", 100_000)).isEqualTo("json-values");
  }

  @Test
  void refusesAnotherKindOfValue() {
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> JsonTexts.members("[]", 10)).check())
        .isEqualTo("json-object");
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> JsonTexts.elements("{}", 10))
                .check())
        .isEqualTo("json-array");
  }
}
