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
import java.util.stream.Stream;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
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
    String anchor = digest(maker.root());
    assertThat(chain.path(der(device))).isEqualTo(new MakerChain.Validated(device, anchor));
    assertThat(chain.path(der(device, maker.root())))
        .isEqualTo(new MakerChain.Validated(device, anchor));
  }

  /** A manufacturer may have several certificates for one name and key, each of which is an end. */
  @Test
  void ofSeveralCertificatesOfOneAnchorTheSameIsNamedEachTime() throws Exception {
    X509Certificate renewed = maker.renewedRoot();
    String least =
        Stream.of(maker.root(), renewed).map(MakerChainTest::digest).sorted().findFirst().get();
    for (int i = 0; i < 20; i++) {
      MakerChain either =
          new MakerChain(
              "device",
              () -> Set.of(new TrustAnchor(renewed, null), new TrustAnchor(maker.root(), null)),
              Clock.systemUTC());
      assertThat(either.path(der(device)).anchor()).isEqualTo(least);
    }
  }

  private static String digest(X509Certificate certificate) {
    return "sha256:" + Sha256.hex(Pem.der(certificate));
  }

  /** The rest is a good path, and not that of the first. */
  @Test
  void refusesAnAnchorBeforeTheChainOfAnotherDevice() throws Exception {
    for (List<byte[]> each : List.of(der(pinned, device), der(pinned), der(maker.root(), device))) {
      ProblemException refusal =
          catchThrowableOfType(ProblemException.class, () -> chain.path(each));
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
