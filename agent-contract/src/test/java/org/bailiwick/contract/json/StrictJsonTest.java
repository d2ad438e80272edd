package org.bailiwick.contract.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {

  @Test
  void readsEveryKindOfValue() {
    String json = "{\"a\":{\"b\":[1,-2.5e3,true,false,null,\"t\\u00e9\"]},\"c\":[{},[]]}";

    assertThat(StrictJson.value(json.getBytes(UTF_8)).toString())
        .isEqualTo("{\"a\":{\"b\":[1,-2.5E+3,true,false,null,\"té\"]},\"c\":[{},[]]}");
    assertThat(StrictJson.value(" null ")).isEqualTo(JsonValue.NULL);
    assertThat(StrictJson.object("{\"a\":1}".getBytes(UTF_8)).getInt("a")).isEqualTo(1);
  }

  @Test
  void givesPlainTypesInTheOrderOfTheText() {
    Map<String, Object> members =
        StrictJson.members(
            "{\"z\":9223372036854775807,\"a\":1.0,\"n\":null,\"l\":[\"t\",null,{}]}");

    assertThat(members.keySet()).containsExactly("z", "a", "n", "l");
    assertThat(members.get("z")).isEqualTo(Long.MAX_VALUE);
    assertThat(members.get("a")).isEqualTo(1.0);
    assertThat(members.get("n")).isNull();
    assertThat(members.get("l")).isEqualTo(Arrays.asList("t", null, Map.of()));
    assertThat(StrictJson.plain("[true,1e3]")).isEqualTo(List.of(true, 1000.0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "json-syntax|''",
        "json-syntax|{",
        "json-syntax|[1,]",
        "json-syntax|[1,,2]",
        "json-syntax|{} {}",
        "json-syntax|1 2",
        "json-syntax|{\"a\":01}",
        "json-duplicate-member|{\"a\":1,\"a\":1}",
        "json-duplicate-member|[{\"b\":{\"a\":1,\"\\u0061\":2}}]",
        "json-number|[123456789012345678901]",
        "json-number|{\"a\":1e1000}",
        "json-number|0.123456789012345678901",
      })
  void refusesWhatCanBeReadInTwoWays(String check, String json) {
    refused(check, () -> StrictJson.value(json));
    refused(check, () -> StrictJson.value(json.getBytes(UTF_8)));
  }

  @Test
  void refusesDeepNesting() {
    assertThat(StrictJson.value(nested(64))).isNotNull();
    refused("json-depth", () -> StrictJson.value(nested(65)));
    refused("json-depth", () -> StrictJson.value(nested(10_000)));
  }

  @Test
  void refusesNestingThatIsTooDeepForTheCaller() {
    assertThat(StrictJson.members("{\"a\":" + nested(15) + "}", 16)).hasSize(1);
    refused("json-depth", () -> StrictJson.members("{\"a\":" + nested(16) + "}", 16));
  }

  @Test
  void refusesOctetsThatAreNotUtf8() {
    byte[] latin = {'"', (byte) 0xe9, '"'};

    refused("json-encoding", () -> StrictJson.value(latin));
    refused("json-encoding", () -> StrictJson.text(latin));
  }

  @Test
  void refusesAnotherValueWhereAnObjectIsAskedFor() {
    refused("json-object", () -> StrictJson.object("[]"));
    refused("json-object", () -> StrictJson.members("\"{}\""));
  }

  @Test
  void refusesWholeNumbersThatNoLongHolds() {
    refused("json-number", () -> StrictJson.members("{\"a\":9223372036854775808}"));
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private static void refused(String check, Runnable reading) {
    assertThatThrownBy(reading::run)
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> {
              assertThat(refusal.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
              assertThat(refusal.check()).isEqualTo(check);
            });
  }
}
