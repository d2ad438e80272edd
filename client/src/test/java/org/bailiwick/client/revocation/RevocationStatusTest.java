package org.bailiwick.client.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RevocationStatusTest {
  private static final URI BASE = URI.create("http://aca.bailiwick.example:8080");

  private final TestCa ca = TestCa.withCrlsAt("bailiwick.example", BASE);
  private final TestLeaf agent = ca.agent("reader", "read@1");
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final Map<URI, byte[]> published = new ConcurrentHashMap<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final RevocationStatus status =
      new RevocationStatus(trusted(ca), this::fetch, log::add, now::get);

  private static TrustedAuthority trusted(TestCa ca) {
    return new TrustedAuthority(ca.domain(), ca.root(), Set.of(ca.operatorCa()));
  }

  private byte[] fetch(URI address) {
    byte[] crl = published.get(address);
    if (crl == null) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "server-not-reached", "The server was not reached");
    }
    return crl;
  }

  private void publish(String name, X509CRL crl) throws Exception {
    published.put(URI.create(BASE + "/crl/" + name + ".crl"), crl.getEncoded());
  }

  @BeforeEach
  void publish() throws Exception {
    publish("root", ca.rootCrl(1));
    publish("issuing", ca.crl(1));
    publish("operators", ca.operatorCrl(1));
  }

  @AfterEach
  void stop() {
    status.close();
  }

  private void passes(Duration time) {
    now.updateAndGet(before -> before.plus(time));
    status.refresh();
  }

  private void accepts(List<X509Certificate> chain) {
    assertThatCode(() -> status.requireGood(chain, "peer")).doesNotThrowAnyException();
  }

  private void refuses(List<X509Certificate> chain, ProblemType type, String check) {
    assertThatThrownBy(() -> status.requireGood(chain, "peer"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.check()).isEqualTo(check);
              assertThat(e.type()).isEqualTo(type);
            });
  }

  private void isUnknown(List<X509Certificate> chain) {
    refuses(chain, ProblemType.DEPENDENCY_UNAVAILABLE, "peer-status-stale");
  }

  private void isRevoked(List<X509Certificate> chain) {
    refuses(chain, ProblemType.CREDENTIAL_REVOKED, "peer-revoked");
  }

  @Test
  void learnsARevocationWithinAMinute() throws Exception {
    accepts(agent.chain());
    publish("issuing", ca.crl(2, agent.certificate()));
    accepts(agent.chain());
    passes(Duration.ofSeconds(60));
    isRevoked(agent.chain());
    published.clear();
    passes(Duration.ofHours(1));
    isRevoked(agent.chain()); // however old the news is
  }

  @Test
  void aStatusOlderThanTheBoundRefuses() throws Exception {
    accepts(agent.chain());
    published.clear();
    passes(Duration.ofMinutes(4));
    accepts(agent.chain());
    passes(Duration.ofMinutes(1));
    isUnknown(agent.chain());
    assertThat(log).hasSize(2).anyMatch(line -> line.endsWith("/crl/issuing.crl"));
    publish();
    passes(Duration.ofSeconds(5));
    accepts(agent.chain());
  }

  @Test
  void aCrlThatHasPassedItsNextUpdateRefuses() {
    TestLeaf lasting = ca.node("domain");
    accepts(lasting.chain());
    passes(Duration.ofHours(25)); // fetched again, and still the CRL of yesterday
    isUnknown(lasting.chain());
  }

  @Test
  void anOlderCrlIsNotTaken() throws Exception {
    publish("issuing", ca.crl(5, agent.certificate()));
    isRevoked(agent.chain());
    publish("issuing", ca.crl(4));
    passes(Duration.ofSeconds(60));
    isRevoked(agent.chain());
  }

  @Test
  void aCrlOfAnotherIssuerIsNotTaken() throws Exception {
    publish("issuing", TestCa.create("bailiwick.example").crl(1)); // same name, another key
    isUnknown(agent.chain());
    publish("issuing", ca.operatorCrl(1));
    passes(Duration.ofSeconds(60));
    isUnknown(agent.chain());
    published.put(URI.create(BASE + "/crl/issuing.crl"), new byte[] {0x30, 0x00});
    passes(Duration.ofSeconds(60));
    isUnknown(agent.chain());
  }

  @Test
  void everyCertificateOfTheChainCounts() throws Exception {
    publish("root", ca.rootCrl(2, ca.issuing()));
    isRevoked(agent.chain());
    isUnknown(List.of(agent.certificate())); // the issuer's certificate is missing
  }

  @Test
  void anEndedCertificateIsRefused() {
    refuses(
        ca.expiredAgent("old", "read@1").chain(),
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "peer-expired");
  }

  @Test
  void aCertificateThatNamesNoCrlIsRefusedUnlessItIsNeverRevoked() {
    for (TestCa other :
        List.of(
            TestCa.create("bailiwick.example"), TestCa.withoutRevocation("bailiwick.example"))) {
      try (RevocationStatus there =
          new RevocationStatus(trusted(other), this::fetch, log::add, now::get)) {
        List<X509Certificate> chain = other.agent("reader", "read@1").chain();
        if (CrlPointer.isNeverRevoked(chain.getFirst())) {
          assertThatCode(() -> there.requireGood(chain, "peer")).doesNotThrowAnyException();
        } else {
          assertThatThrownBy(() -> there.requireGood(chain, "peer"))
              .isInstanceOf(ProblemException.class);
        }
      }
    }
  }
}
