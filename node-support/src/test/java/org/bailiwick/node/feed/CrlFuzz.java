package org.bailiwick.node.feed;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.stream.Stream;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.fuzz.Resigned;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.params.provider.MethodSource;

/** A CRL as a partner's authority may sign it, or anybody may send it. */
class CrlFuzz {

  private static final TestCa CA = TestCa.create("partner.example");
  private static final byte[] CRL = crl();

  static Stream<byte[]> seeds() {
    return Stream.concat(Inputs.decided(Stream.of(CRL), 0), Inputs.decided(Inputs.changes(), 1));
  }

  private static byte[] crl() {
    try {
      return CA.crl(
              7, CA.agent("reader", "a.b@1").certificate(), CA.agent("two", "a.b@1").certificate())
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @MethodSource("seeds")
  @Fuzz
  void isReadOrRefused(byte[] input) throws Exception {
    Choices choices = new Choices(input);
    byte[] der =
        choices.below(2) == 0
            ? choices.rest()
            : Resigned.der(CRL, choices, CA.issuingKey().getPrivate());
    Bounds.hold(
        der.length,
        () -> {
          try {
            for (X509CRL crl : Crl.parse(der)) {
              Crl.checked(crl, CA.issuing(), Instant.now());
            }
          } catch (GeneralSecurityException refused) {
            Bounds.refused(refused); // as its callers do: the CRL in use stays in use
          }
        });
  }
}
