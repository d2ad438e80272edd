package org.bailiwick.contract.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fuzzes what a certificate says of an Attester's trustworthiness: bytes are the only encoding of
 * their value, or refused.
 */
class AttesterTrustworthinessFuzz {

  private static final byte[] GOLDEN =
      AttesterTrustworthinessExtension.encode(FixtureWriter.TRUSTWORTHINESS);

  static Stream<byte[]> seeds() {
    return Inputs.seeds(GOLDEN);
  }

  @MethodSource("seeds")
  @Fuzz
  void isReadInItsOneEncodingOrRefused(byte[] input) throws Exception {
    byte[] der = Inputs.der(new Choices(input), GOLDEN);
    Bounds.hold(
        der.length,
        () ->
            assertThat(
                    AttesterTrustworthinessExtension.encode(
                        AttesterTrustworthinessExtension.decode(der)))
                .isEqualTo(der));
  }
}
