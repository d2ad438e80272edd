package org.bailiwick.client.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.URI;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
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
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SerialStatusTest {
  private static final URI BASE = URI.create("http://aca.bailiwick.example:8080");

  private final TestCa ca = TestCa.withCrlsAt("bailiwick.example", BASE);
  private final TestLeaf camera = ca.leafWithUri("spiffe://bailiwick.example/device/camera");
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final Map<URI, byte[]> published = new ConcurrentHashMap<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private Map<String, X509Certificate> issuers = Map.of("issuing-1", ca.issuing());
  private final SerialStatus status =
      new SerialStatus(
          new SerialStatus.Settings(
              new TrustedAuthority(ca.domain(), ca.root(), Set.of()),
              BASE,
              Duration.ofSeconds(10),
              log::add,
              now::get),
          this::issuers,
          this::fetch,
          () -> {});

  private Map<String, X509Certificate> issuers() {
    if (issuers.isEmpty()) {
      throw away();
    }
    return issuers;
  }

  private byte[] fetch(URI address) {
    byte[] crl = published.get(address);
    if (crl == null) {
      throw away();
    }
    return crl;
  }

  private static ProblemException away() {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE, "server-not-reached", "The server was not reached");
  }

  private void publish(String name, X509CRL crl) throws Exception {
    published.put(URI.create(BASE + "/crl/" + name + ".crl"), crl.getEncoded());
  }

  @BeforeEach
  void publish() throws Exception {
    publish("root", ca.rootCrl(1));
    publish("issuing-1", ca.crl(1));
    status.refresh();
  }

  private void passes(Duration time) {
    now.updateAndGet(before -> before.plus(time));
    status.refresh();
  }

  private CrlState state() {
    byte[] key =
        CrlPointer.content(camera.certificate(), Extension.authorityKeyIdentifier.getId())
            .map(content -> AuthorityKeyIdentifier.getInstance(content).getKeyIdentifierOctets())
            .orElseThrow();
    return status.stateOf(HexFormat.of().formatHex(key), camera.certificate().getSerialNumber());
  }

  @Test
  void learnsARevocationByIssuersKeyAndSerial() throws Exception {
    assertThat(state()).isEqualTo(CrlState.GOOD);
    publish("issuing-1", ca.crl(2, camera.certificate()));
    assertThat(state()).isEqualTo(CrlState.GOOD);
    passes(Duration.ofSeconds(10));
    assertThat(state()).isEqualTo(CrlState.REVOKED);
    published.clear();
    passes(Duration.ofDays(3));
    assertThat(state()).isEqualTo(CrlState.REVOKED); // however old the CRL is
  }

  @Test
  void whoWasIssuedByARevokedAuthorityIsRevoked() throws Exception {
    publish("root", ca.rootCrl(2, ca.issuing()));
    passes(Duration.ofSeconds(10));
    assertThat(state()).isEqualTo(CrlState.REVOKED);
  }

  @Test
  void aCrlCountsUntilItsNextUpdateAndThenSaysSoOnce() {
    published.clear();
    passes(Duration.ofHours(23));
    assertThat(state()).isEqualTo(CrlState.GOOD);
    passes(Duration.ofHours(2));
    passes(Duration.ofHours(1));
    assertThat(state()).isEqualTo(CrlState.UNKNOWN);
    assertThat(log)
        .containsOnlyOnce("crl=stale address=" + BASE + "/crl/issuing-1.crl")
        .containsOnlyOnce("crl=not-renewed address=" + BASE + "/crl/issuing-1.crl");
  }

  @Test
  void knowsNothingOfAnotherIssuersNumbersAndNothingWithoutACrl() throws Exception {
    assertThat(status.stateOf("00", BigInteger.ONE)).isEqualTo(CrlState.UNKNOWN);
    publish("issuing-1", TestCa.create("bailiwick.example").crl(7)); // same name, another key
    passes(Duration.ofDays(2));
    assertThat(state()).isEqualTo(CrlState.UNKNOWN);
  }

  @Test
  void anIssuerThatLeavesTheListStaysKnown() throws Exception {
    issuers = Map.of("issuing-2", ca.anotherIssuing("issuing-2"));
    publish("issuing-1", ca.crl(2, camera.certificate()));
    passes(Duration.ofMinutes(2));
    assertThat(state()).isEqualTo(CrlState.REVOKED);
    issuers = Map.of();
    passes(Duration.ofMinutes(2));
    passes(Duration.ofMinutes(2));
    assertThat(log).filteredOn(line -> line.startsWith("issuers=not-listed")).hasSize(1);
  }
}
