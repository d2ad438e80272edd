package org.bailiwick.aca;

import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.FuzzTests;
import org.junit.jupiter.params.provider.MethodSource;

/** All fuzz tests of this module in one process, for a short run. */
class TogetherFuzz {

  private static final FuzzTests TESTS = FuzzTests.besides(TogetherFuzz.class);

  static Stream<byte[]> seeds() {
    return TESTS.seeds();
  }

  @MethodSource("seeds")
  @Fuzz
  void keepTheirBounds(byte[] input) throws Exception {
    TESTS.run(input);
  }
}
