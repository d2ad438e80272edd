package org.bailiwick.node.peer;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.fuzz.Resigned;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.params.provider.MethodSource;

/** A client certificate, of anybody or signed by an issuer that is trusted. */
class PeerCertificateFuzz {

  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final byte[] LEAF = leaf();

  static Stream<byte[]> seeds() {
    return Stream.concat(Inputs.decided(Stream.of(LEAF), 0), Inputs.decided(Inputs.changes(), 1));
  }

  private static byte[] leaf() {
    try {
      return CA.agent("reader", "invoice.parse@1").certificate().getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new one each time: it remembers ten thousand good paths, which would pass for growth. */
  private static PeerVerifier verifier() {
    return new PeerVerifier(
        () -> List.of(new Anchor(CA.root(), CA.domain(), AnchorUse.AGENTS)),
        (certificate, anchor) -> new RevocationState.Good(),
        Clock.systemUTC());
  }

  @MethodSource("seeds")
  @Fuzz
  void isAPeersOrRefused(byte[] input) throws Exception {
    Choices choices = new Choices(input);
    byte[] der =
        choices.below(2) == 0
            ? choices.rest()
            : Resigned.der(LEAF, choices, CA.issuingKey().getPrivate());
    Bounds.hold(
        der.length,
        () -> {
          X509Certificate leaf = Pem.certificate(der);
          verifier().verify(List.of(leaf, CA.issuing()));
        });
  }
}
