package org.bailiwick.aca.evidence.csr;

import java.security.KeyPair;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.fuzz.Resigned;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.params.provider.MethodSource;

/** A CSR: any octets, keys of every kind, and anything that is asked for under a good signature. */
class CertificationRequestFuzz {

  private static final String NAME = "spiffe://bailiwick.example/agent/reader";
  private static final KeyPair KEY = TestKeys.ec();
  private static final byte[] ASKING = asking();
  private static final byte[][] REQUESTS = {
    ASKING, TestCsr.of(TestKeys.rsa3072()).der(), TestCsr.of(TestKeys.ed25519()).der()
  };

  static Stream<byte[]> seeds() {
    return Stream.of(
            Inputs.decided(Stream.of(REQUESTS), 0),
            Inputs.decided(Inputs.seeds(REQUESTS), 1),
            Inputs.decided(Inputs.changes(), 2))
        .flatMap(Function.identity());
  }

  private static byte[] asking() {
    return TestCsr.of(KEY)
        .asking(Extension.basicConstraints, true, new BasicConstraints(false))
        .asking(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .asking(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
        .uri(NAME)
        .der();
  }

  private static byte[] request(Choices choices) {
    return switch (choices.below(3)) {
      case 0 -> choices.rest();
      case 1 -> Inputs.der(choices, REQUESTS);
      default -> Resigned.der(ASKING, choices, KEY.getPrivate());
    };
  }

  @MethodSource("seeds")
  @Fuzz
  void provesAKeyOrIsRefused(byte[] input) throws Exception {
    byte[] der = request(new Choices(input));
    Bounds.hold(der.length, () -> CertificationRequest.verify(der, NAME));
  }
}
