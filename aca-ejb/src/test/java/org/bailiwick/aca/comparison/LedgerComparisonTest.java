package org.bailiwick.aca.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.issuance.ComparedIssuer;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Threats 30 and 71: rows that were changed by hand, on a whole issuer with real rows. */
class LedgerComparisonTest {

  @TempDir private Path folder;
  private ComparedIssuer node;
  private IssuedCredential reader;
  private IssuedCredential writer;

  @BeforeEach
  void open() {
    node = new ComparedIssuer(folder);
    reader = node.issue("reader");
    writer = node.issue("writer");
    node.revoke(writer, RevocationReason.KEY_COMPROMISE);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void whatTheNodeWroteItselfAgrees() {
    IssuedCredential first = node.issue("twin");
    node.issue("twin");
    assertThat(node.renewAgain(first, "twin")).isEqualTo("renewal-serial-stale");
    assertThat(node.database().count("identity_freeze")).isOne();
    assertThat(node.database().count("revocation")).isEqualTo(3);
    assertThat(compared()).isEmpty();
    assertThat(node.heads().fault()).isEmpty();
    node.issue("planner");
  }

  /**
   * A service's name has an owner's row of its own, and its credential is revoked as an agent's.
   */
  @Test
  void theCredentialOfAServiceAgreesAndIsRevoked() {
    IssuedCredential broker = node.issueService("reader");
    assertThat(compared()).isEmpty();
    node.revoke(broker, RevocationReason.KEY_COMPROMISE);
    assertThat(node.isRevoked(broker)).isTrue();
    assertThat(node.listed(broker)).isTrue();
    assertThat(node.isRevoked(reader)).isFalse();
    assertThat(node.database().count("feed_event where claims like '%/service/reader%'"))
        .isPositive();
    assertThat(node.database().count("compromised_key")).isEqualTo(2);
    assertThat(compared()).isEmpty();
    node.database().run("delete from agent_name where name = 'service/reader'");
    assertThat(compared()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "delete from revocation, revocation, is missing",
    "delete from compromised_key, compromised_key, is missing",
    "update revocation set reason = 'superseded', revocation, says something else",
    "update revocation set revoked_by = 'nobody', revocation, says something else",
    "update issuance set not_after = timestamp '2099-01-01 00:00:00', issuance, says something"
        + " else",
    "update issuance set agent = 'spiffe://bailiwick.example/agent/x', issuance, says something"
        + " else",
    "update completion set certificate = cast('0' as bytea), completion, says something else",
    "update agent_name set owner = 'Mallory', agent_name, names an owner",
    "delete from agent_name, agent_name, is missing"
  })
  void aRowThatWasChangedByHandIsNamed(String act, String table, String what) {
    node.database().run(act);
    assertThat(compared())
        .anySatisfy(
            found -> {
              assertThat(found.table()).isEqualTo(table);
              assertThat(found.what()).startsWith(what);
            });
    assertThat(node.heads().fault().orElseThrow()).contains("differ");
  }

  @Test
  void aRowThatNoEventTellsOfIsNamed() {
    node.database()
        .run(
            "insert into revocation select issuer_id, serial, 'superseded', reserved_at, 'x', 'x'"
                + " from issuance where serial = '"
                + reader.ref().serial().hex()
                + "'");
    node.database()
        .run(
            "insert into identity_freeze values ('f', 'a', 'd', 's', '1', '2', timestamp"
                + " '2026-01-01 00:00:00')");
    assertThat(compared())
        .extracting(Difference::row)
        .containsExactlyInAnyOrder("revocation " + reader.ref(), "identity_freeze f");
  }

  /** OCSP and CRL read the ledger, so the row is there again before they are asked. */
  @Test
  void aDeletedRevocationHoldsAgainAndTheNodeStaysClosed() {
    node.database().run("delete from revocation");
    node.database().run("delete from compromised_key");
    assertThat(compared())
        .extracting(Difference::row)
        .containsExactlyInAnyOrder(
            "revocation " + writer.ref(), "compromised_key " + keyOf(writer));
    assertThat(node.isRevoked(writer)).isTrue();
    assertThat(node.listed(writer)).isTrue();
    assertThat(node.database().count("compromised_key")).isOne();
    assertThat(refusal().check()).isEqualTo("records-incomplete");
    assertThat(node.events("revocation.restored")).isEqualTo(1);
    // Also after a restart, when nothing differs any more: nobody has looked yet.
    node.restart();
    assertThat(compared()).hasSize(2);
    assertThat(node.events("ledger.differs")).isEqualTo(2);
    assertThat(refusal().check()).isEqualTo("records-incomplete");
  }

  @Test
  void anOfficerAcceptsEachDifference() {
    node.database().run("delete from revocation");
    node.database().run("delete from agent_name where name = 'reader'");
    List<Difference> found = compared();
    assertThat(found).hasSize(2);
    assertThat(node.accept(found.get(0)).open()).hasSize(1);
    assertThat(refusal().check()).isEqualTo("records-incomplete");
    assertThat(node.accept(found.get(1)).open()).isEmpty();
    assertThat(node.heads().fault()).isEmpty();
    node.issue("planner");
    assertThat(node.compare().accepted()).hasSize(2);
  }

  @Test
  void whoIsNoOfficerAcceptsNothing() {
    node.database().run("delete from revocation");
    Difference found = compared().getFirst();
    assertThat(node.acceptedByAuditor(found)).isEqualTo("wrong-operator-role");
    assertThat(compared()).hasSize(1);
  }

  private List<Difference> compared() {
    return node.compare().open();
  }

  private ProblemException refusal() {
    return org.assertj.core.api.Assertions.catchThrowableOfType(
        ProblemException.class, () -> node.issue("planner"));
  }

  private static String keyOf(IssuedCredential credential) {
    PublicKey key = credential.certificate().getPublicKey();
    return KeyDigest.of(key).hex();
  }
}
