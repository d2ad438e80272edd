package org.bailiwick.aca.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.KeyPair;
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

  @Test
  void twoCredentialsOverOneCompromisedKeyBothEnd() {
    revoke(fixture.issued(7, "reader", key.getPublic()), RevocationReason.KEY_COMPROMISE);
    revoke(fixture.issued(8, "auditor", key.getPublic()), RevocationReason.KEY_COMPROMISE);
    assertThat(fixture.database.count("revocation")).isEqualTo(2);
    assertThat(fixture.database.count("compromised_key")).isOne();
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
