package org.bailiwick.node.json;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.StringReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTextTest {

  @Test
  void writesEachKindOfValue() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("z", "a\"b\\c/\u0001\n\u007f\u20ac");
    members.put("n", 42);
    members.put("l", Long.MIN_VALUE);
    members.put("t", true);
    members.put("none", null);
    members.put("list", Arrays.asList("x", 1, List.of(), Map.of("k", "v")));
    assertThat(JsonText.of(members))
        .isEqualTo(
            "{\"z\":\"a\\\"b\\\\c/\\u0001\\n\u007f\u20ac\",\"n\":42,\"l\":-9223372036854775808,"
                + "\"t\":true,\"none\":null,\"list\":[\"x\",1,[],{\"k\":\"v\"}]}");
  }

  /** The string test of RFC 8785 section 3.2.2.2. */
  @Test
  void escapesAsRfc8785Shows() {
    assertThat(JsonText.of(Map.of("s", "\u20ac$\u000f\nA'B\"\\\\\"/")))
        .isEqualTo("{\"s\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  @Test
  void replacesLoneSurrogates() {
    assertThat(JsonText.of(Map.of("s", "a\ud800b\udc00"))).isEqualTo("{\"s\":\"a\ufffdb\ufffd\"}");
    assertThat(JsonText.of(Map.of("s", "\ud83d\ude00"))).isEqualTo("{\"s\":\"\ud83d\ude00\"}");
  }

  @Property(tries = 300)
  void anotherReaderReadsWhatWasWritten(@ForAll Map<String, String> members) {
    String text = JsonText.of(members);
    try (var reader = Json.createReader(new StringReader(text))) {
      var read = reader.readObject();
      members.forEach(
          (key, value) -> {
            if (isWhole(key) && isWhole(value)) {
              assertThat(read.getString(key)).isEqualTo(value);
            }
          });
    }
  }

  private static boolean isWhole(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
