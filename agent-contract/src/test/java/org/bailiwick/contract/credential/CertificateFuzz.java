package org.bailiwick.contract.credential;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzes reading a certificate as an agent's credential. */
class CertificateFuzz {

  private static final byte[][] CERTIFICATES = certificates();

  static Stream<byte[]> seeds() {
    return Inputs.seeds(CERTIFICATES);
  }

  private static byte[][] certificates() {
    TestCa ca = TestCa.create("bailiwick.example");
    return Stream.of(
            ca.agent("reader", "invoice.parse@1").certificate(),
            ca.agent("reader", ca.information("invoice.parse@1"), FixtureWriter.TRUSTWORTHINESS)
                .certificate(),
            ca.certificateFor("spiffe://bailiwick.example/agent/reader", TestKeys.ed25519()),
            ca.certificateFor("spiffe://bailiwick.example/agent/reader", TestKeys.rsa3072()),
            ca.issuing())
        .map(CertificateFuzz::der)
        .toArray(byte[][]::new);
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  @MethodSource("seeds")
  @Fuzz
  void isReadOrRefused(byte[] input) throws Exception {
    byte[] der = Inputs.der(new Choices(input), CERTIFICATES);
    Bounds.hold(
        der.length,
        () -> {
          X509Certificate certificate = Pem.certificate(der);
          KeyAlgorithm.of(certificate.getPublicKey());
          AgentCredential.read(certificate);
        });
  }
}
