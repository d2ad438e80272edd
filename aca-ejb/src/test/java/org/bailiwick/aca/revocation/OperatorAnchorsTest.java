package org.bailiwick.aca.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.Roots;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.aca.publication.OperatorAnchors;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which operator CAs count, when one of them is revoked in the ledger. */
class OperatorAnchorsTest {

  @TempDir private Path folder;
  private RevokerFixture fixture;
  private Authorities authorities;
  private OperatorAnchors anchors;
  private Authority second;

  @BeforeEach
  void open() {
    fixture = new RevokerFixture(folder);
    KeyPair key = TestKeys.ec();
    second = authority("operator-ca-2", fixture.ca.anotherOperatorCa("operator-ca-2", key), key);
    authorities =
        new Authorities(
            List.of(
                authority("issuing-1", fixture.ca.issuing(), fixture.ca.issuingKey()),
                authority("operator-ca", fixture.ca.operatorCa(), fixture.ca.operatorKey())),
            new Roots(),
            "issuing-1",
            "operator-ca");
    anchors = new OperatorAnchors(authorities, fixture.revoked);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Authority authority(String id, X509Certificate certificate, KeyPair key) {
    return new Authority(
        id, fixture.ca.domain(), certificate, () -> new InMemorySigningKey(id, key));
  }

  private void succeed() {
    authorities.succeedOperators(
        second,
        fixture.clock.instant().plus(Duration.ofHours(1)),
        Instant.MIN,
        Optional.of("word"));
  }

  private void revokeFirst() {
    X509Certificate certificate = fixture.ca.operatorCa();
    CredentialRef ref =
        new CredentialRef("operator-ca", new SerialNumber(certificate.getSerialNumber()));
    IssuanceEntry entry =
        new IssuanceEntry(
            ref,
            "operator-ca",
            new HeldKey(Claims.sha256(certificate.getPublicKey().getEncoded()), "CN=operator-ca"),
            Grounds.of("ceremony"),
            Optional.empty(),
            0,
            new Validity(fixture.clock.instant(), fixture.clock.instant().plus(Duration.ofDays(1))),
            Octets.of(new byte[] {1}));
    fixture
        .database
        .writer()
        .commit(IssuanceLedger.imported(entry, new byte[] {2}, fixture.clock.instant()));
    fixture.revoker.revoke(
        fixture.operator("officer"),
        new RevocationOrder(
            ref.serial(), Optional.of("operator-ca"), RevocationReason.SUPERSEDED, "rotated"));
  }

  private List<String> inUse() {
    return anchors.inUse().stream().map(Authority::id).toList();
  }

  @Test
  void bothCountDuringTheOverlapAndTheIssuingOnesNever() {
    assertThat(inUse()).containsExactly("operator-ca");
    succeed();
    assertThat(inUse()).containsExactly("operator-ca", "operator-ca-2");
    assertThat(authorities.forAgents()).extracting(Authority::id).containsExactly("issuing-1");
    assertThat(authorities.endorsement("operator-ca-2")).contains("word");
  }

  @Test
  void aRevokedOneCountsNoMore() {
    succeed();
    revokeFirst();
    assertThat(inUse()).containsExactly("operator-ca-2");
  }

  @Test
  void theLastOneStaysUntilThereIsAnother() {
    revokeFirst();
    assertThat(inUse()).containsExactly("operator-ca");
    succeed();
    assertThat(inUse()).containsExactly("operator-ca-2");
  }

  @Test
  void theNewOneIssuesFromItsMomentOn() {
    succeed();
    authorities.follow(fixture.clock.instant());
    assertThat(authorities.operators().id()).isEqualTo("operator-ca");
    fixture.clock.move(Duration.ofHours(1));
    authorities.follow(fixture.clock.instant());
    assertThat(authorities.operators().id()).isEqualTo("operator-ca-2");
  }
}
