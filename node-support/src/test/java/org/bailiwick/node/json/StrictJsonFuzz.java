package org.bailiwick.node.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.junit.jupiter.params.provider.MethodSource;

/** A JSON reader can read every body that the guard accepts. */
class StrictJsonFuzz {

  private static final String BODY =
      "{\"a\":{\"b\":[1,-2.5e3,true,null,\"t\\u00e9\"]},\"c\":\"d\",\"e\":[{},[]]}";

  static Stream<byte[]> seeds() {
    return Inputs.seeds(BODY);
  }

  @MethodSource("seeds")
  @Fuzz
  void letsThroughWhatCanBeRead(byte[] input) throws Exception {
    byte[] json = Inputs.json(new Choices(input), BODY);
    Bounds.hold(
        json.length,
        () -> {
          StrictJson.check(json);
          try (JsonReader reader = Json.createReader(new StringReader(new String(json, UTF_8)))) {
            reader.readValue();
          }
        });
  }
}
