package org.bailiwick.contract.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fuzzes the owner's key in a certificate, for each kind of key that may be certified: bytes are
 * the only encoding of their value, or refused.
 */
class OwnerKeyFuzz {

  private static final byte[][] GOLDEN =
      Stream.of(TestKeys.ec(), TestKeys.ec("secp384r1"), TestKeys.ed25519(), TestKeys.rsa3072())
          .map(pair -> new OwnerBinding(Owner.parse("Treasury"), pair.getPublic()))
          .map(OwnerKeyExtension::encode)
          .toArray(byte[][]::new);

  static Stream<byte[]> seeds() {
    return Inputs.seeds(GOLDEN);
  }

  @MethodSource("seeds")
  @Fuzz
  void isReadInItsOneEncodingOrRefused(byte[] input) throws Exception {
    byte[] der = Inputs.der(new Choices(input), GOLDEN);
    Bounds.hold(
        der.length,
        () -> assertThat(OwnerKeyExtension.encode(OwnerKeyExtension.decode(der))).isEqualTo(der));
  }
}
