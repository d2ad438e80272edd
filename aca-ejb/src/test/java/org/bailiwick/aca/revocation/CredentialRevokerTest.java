package org.bailiwick.aca.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CredentialRevokerTest {

  @TempDir private Path folder;
  private final KeyPair key = TestKeys.ec();
  private RevokerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new RevokerFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aKeyCompromiseBlocksTheKeyWithTheRevocation() {
    CredentialRef ref = fixture.issued(7, "reader", key.getPublic());
    revoke(ref, RevocationReason.KEY_COMPROMISE);
    CompromisedKey report =
        new CompromisedKeys(fixture.database.reader())
            .find(KeyDigest.of(key.getPublic()))
            .orElseThrow();
    assertThat(report.circumstances()).isEqualTo("revocation of issuing-1/07");
    assertThat(fixture.revoked.find(ref)).isPresent();
    assertThat(fixture.database.count("feed_event")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KEY_COMPROMISE")
  void noOtherReasonBlocksIt(RevocationReason reason) {
    revoke(fixture.issued(7, "reader", key.getPublic()), reason);
    assertThat(fixture.database.count("compromised_key")).isZero();
  }

  /** Pairs that an earlier version certified, and earlier certificates of the same name. */
  @Test
  void aCompromisedKeyEndsEveryCredentialThatHoldsIt() {
    CredentialRef named = fixture.issued(7, "reader", key.getPublic());
    CredentialRef before = fixture.issued(8, "reader", key.getPublic());
    CredentialRef another = fixture.issued(9, "auditor", key.getPublic());
    CredentialRef consented =
        fixture.issued(new Specimen(10).named("planner").consentedBy(key.getPublic()));
    CredentialRef stranger = fixture.issued(11, "writer", TestKeys.ec().getPublic());
    revoke(named, RevocationReason.KEY_COMPROMISE);
    for (CredentialRef ref : List.of(named, before, another, consented)) {
      assertThat(fixture.revoked.find(ref)).as(ref.toString()).isPresent();
    }
    assertThat(fixture.revoked.find(stranger)).isEmpty();
    assertThat(fixture.auditDetails("credential.revoked")).contains("key-compromise");
    assertThat(fixture.database.count("revocation")).isEqualTo(4);
  }

  @Test
  void ofThoseOverAKeyOneThatEndedBeforeIsLeftAsItIs() {
    CredentialRef ended = fixture.issued(7, "reader", key.getPublic());
    CredentialRef alive = fixture.issued(8, "reader", key.getPublic());
    revoke(ended, RevocationReason.SUPERSEDED);
    revoke(alive, RevocationReason.KEY_COMPROMISE);
    assertThat(fixture.revoked.find(ended).orElseThrow().reason())
        .isEqualTo(RevocationReason.SUPERSEDED);
    assertThat(fixture.database.count("revocation")).isEqualTo(2);
  }

  @Test
  void anotherReasonEndsTheOneCredential() {
    CredentialRef named = fixture.issued(7, "reader", key.getPublic());
    fixture.issued(8, "reader", key.getPublic());
    revoke(named, RevocationReason.SUPERSEDED);
    assertThat(fixture.database.count("revocation")).isOne();
  }

  @Test
  void aRefusedRevocationBlocksNothing() {
    CredentialRef ref = fixture.issued(7, "reader", key.getPublic());
    revoke(ref, RevocationReason.SUPERSEDED);
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> revoke(ref, RevocationReason.KEY_COMPROMISE));
    assertThat(refusal.type()).isEqualTo(ProblemType.ALREADY_REVOKED);
    assertThat(fixture.database.count("compromised_key")).isZero();
  }

  private void revoke(CredentialRef ref, RevocationReason reason) {
    fixture.revoker.revoke(
        fixture.operator("officer"),
        new RevocationOrder(ref.serial(), Optional.of(ref.issuerId()), reason, "lost"));
  }
}
