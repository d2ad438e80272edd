package org.bailiwick.command.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.command.audit.ArchiveRig;
import org.bailiwick.command.ledger.Decommissioning.LeftCredentials;
import org.bailiwick.command.ledger.Decommissioning.Order;
import org.bailiwick.command.ledger.Decommissioning.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The refusals and records of the decommissioning of a trust domain. */
class DecommissioningTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final String LIVES = "2026-06-02 00:00:00";
  private static final String OVER = "2026-05-31 00:00:00";

  @TempDir private Path folder;
  private ArchiveRig rig;

  @BeforeEach
  void writeSomething() throws Exception {
    rig = new ArchiveRig(folder);
    rig.write("happened", "2026-05-01T00:00:00");
    rig.signHead();
  }

  @AfterEach
  void close() throws SQLException {
    rig.close();
  }

  @Test
  void whileACredentialLivesItIsRefusedAndThatIsOnRecord() throws SQLException {
    rig.issue("01", "a", LIVES);
    rig.issue("02", "b", OVER);
    assertThat(leave(LeftCredentials.NONE))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.valid().count()).isOne();
              assertThat(refused.valid().until()).isEqualTo("2026-06-02T00:00:00Z");
            });
    assertThat(rows()).containsExactly("trust-domain.removed DENIED credentials-living");
    assertThat(details())
        .containsExactly(
            "{\"living\":\"1\",\"reason\":\"sold\",\"until\":\"2026-06-02T00:00:00Z\"}");
    assertThat(rig.verdict()).startsWith("intact: 2 rows");
  }

  @Test
  void aReservationThatMayBeSignedLives() throws SQLException {
    rig.reserve("01", "a", LIVES);
    assertThat(leave(LeftCredentials.NONE)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void whenAllAreOverOrRevokedItIsOnRecord() throws SQLException {
    rig.issue("01", "a", LIVES);
    rig.revoke("01", OVER);
    rig.issue("02", "b", OVER);
    assertThat(leave(LeftCredentials.NONE)).isInstanceOf(Outcome.Recorded.class);
    assertThat(rows()).containsExactly("trust-domain.removed DONE ");
    assertThat(rig.verdict()).startsWith("intact: 2 rows");
  }

  @Test
  void certificatesOfNodesAndOperatorsDoNotCount() throws SQLException {
    rig.issue("01", "spiffe://bailiwick.example/node/domain", LIVES);
    rig.run("update issuance set owner = null");
    assertThat(leave(LeftCredentials.NONE)).isInstanceOf(Outcome.Recorded.class);
  }

  @Test
  void whoLeavesCredentialsBehindIsOnRecordWithTheirNumber() throws SQLException {
    rig.issue("01", "a", LIVES);
    assertThat(leave(LeftCredentials.UNREVOCABLE)).isInstanceOf(Outcome.Recorded.class);
    assertThat(rows()).containsExactly("trust-domain.removed DONE ");
    assertThat(details().getFirst()).contains("\"living\":\"1\"");
  }

  @Test
  void theWayBackIsOnRecordToo() throws SQLException {
    leave(LeftCredentials.NONE);
    try (Connection connection = rig.connectAsOwner()) {
      assertThat(decommissioning(connection).recommission(order(LeftCredentials.NONE), NOW))
          .isInstanceOf(Outcome.Recorded.class);
    }
    assertThat(rows()).containsExactly("trust-domain.removed DONE ", "trust-domain.returned DONE ");
    assertThat(rig.verdict()).startsWith("intact: 3 rows");
  }

  @Test
  void anOlderCopyOfTheDatabaseIsRefusedSinceItDoesNotKnowAllThatLives() throws SQLException {
    rig.run("delete from audit_entry");
    assertThatThrownBy(() -> leave(LeftCredentials.UNREVOCABLE))
        .hasMessageContaining("not the one whose log was signed last");
    assertThat(rows()).isEmpty();
  }

  @Test
  void whatNoAuthorityEverWroteToHasNoLog() throws SQLException {
    rig.run("delete from lease");
    assertThat(leave(LeftCredentials.NONE)).isInstanceOf(Outcome.NeverServed.class);
    assertThat(rows()).isEmpty();
  }

  private Outcome leave(LeftCredentials living) throws SQLException {
    try (Connection connection = rig.connectAsOwner()) {
      return decommissioning(connection).decommission(order(living), NOW);
    }
  }

  private Decommissioning decommissioning(Connection connection) throws SQLException {
    return new Decommissioning(connection, ArchiveRig.CHAIN, rig.heads());
  }

  private static Order order(LeftCredentials living) {
    return new Order(ArchiveRig.OFFICER, "bailiwick.example", Optional.of("sold"), living);
  }

  private List<String> rows() throws SQLException {
    return rig.column(
        "select event || ' ' || outcome || ' ' || check_name from audit_entry"
            + " where event like 'trust-domain%' order by seq");
  }

  private List<String> details() throws SQLException {
    return rig.column("select details from audit_entry where event like 'trust-domain%'");
  }
}
