package org.bailiwick.contract.json;

import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read can be written, and read again as the same. */
class StrictJsonFuzz {

  private static final String BODY =
      "{\"a\":{\"b\":[1,-2.5e3,true,null,\"t\\u00e9\"]},\"c\":\"d\",\"e\":[{},[]]}";

  static Stream<byte[]> seeds() {
    return Inputs.seeds(BODY);
  }

  @MethodSource("seeds")
  @Fuzz
  void readsWhatItWrites(byte[] input) throws Exception {
    byte[] json = Inputs.json(new Choices(input), BODY);
    Bounds.hold(
        json.length,
        () -> {
          String written = StrictJson.value(json).toString();
          if (!StrictJson.value(written).toString().equals(written)) {
            throw new AssertionError("read as another value: " + written);
          }
        });
  }
}
