package org.bailiwick.aca.evidence.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.cert.CertificateEncodingException;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.Test;

/** Chains of devices, nodes and HSMs to their makers (threat 5). */
class MakerChainTest {

  private final TestMaker maker = new TestMaker("Maker");
  private final X509Certificate device = maker.device("SN-1", TestKeys.ec().getPublic());

  /** One device alone that an operator put among the anchors, whose certificate has ended. */
  private final X509Certificate pinned =
      new TestMaker("Other")
          .device(
              TestMaker.Draft.device("SN-9", TestKeys.ec().getPublic())
                  .until(Instant.parse("2026-02-01T00:00:00Z")));

  private final MakerChain chain =
      new MakerChain(
          "device",
          () -> Set.of(new TrustAnchor(maker.root(), null), new TrustAnchor(pinned, null)),
          Clock.systemUTC());

  @Test
  void isOfTheFirstCertificateAndMayEndInItsAnchor() throws Exception {
    assertThat(chain.leaf(der(device))).isEqualTo(device);
    assertThat(chain.leaf(der(device, maker.root()))).isEqualTo(device);
  }

  /** The rest is a good path, and not that of the first. */
  @Test
  void refusesAnAnchorBeforeTheChainOfAnotherDevice() throws Exception {
    for (List<byte[]> each : List.of(der(pinned, device), der(pinned), der(maker.root(), device))) {
      ProblemException refusal =
          catchThrowableOfType(ProblemException.class, () -> chain.leaf(each));
      assertThat(refusal.check()).isEqualTo("device-is-anchor");
    }
  }

  private static List<byte[]> der(X509Certificate... certificates)
      throws CertificateEncodingException {
    List<byte[]> chain = new ArrayList<>();
    for (X509Certificate each : certificates) {
      chain.add(each.getEncoded());
    }
    return chain;
  }
}
