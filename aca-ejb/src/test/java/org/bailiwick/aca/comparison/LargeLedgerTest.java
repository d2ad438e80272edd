package org.bailiwick.aca.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditHead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More rows than a page of either side holds, and what archives took of them. */
@Tag("long")
class LargeLedgerTest {

  private static final String CHAIN = "authority/aca";
  private static final int ROWS = 12_000;

  private final TestLedger database = TestLedger.open(Clock.systemUTC());

  /** Row and event 7 are of 2026-01-01 and seven seconds; all expire in 2027, 8 and 9 before. */
  @BeforeEach
  void fill() {
    database.run(
        """
        insert into issuance (issuer_id, serial, profile, agent, verdict, public_key_sha256, crl_shard,
            not_before, not_after, tbs, request_id, reserved_at)
        select 'issuing-1', lpad(x, 12, '0'), 'agent', 'spiffe://bailiwick.example/agent/a' || x, '',
            'k' || x, 0, timestamp '2026-01-01 00:00:00', %s, x'3000', 'r',
            dateadd(second, x, timestamp '2026-01-01 00:00:00')
          from system_range(1, %d)
        """
            .formatted(
                expiry("timestamp '2026-02-01 00:00:00'", "timestamp '2027-01-01 00:00:00'"),
                ROWS));
    database.run(
        """
        insert into audit_entry (chain, seq, at, request_id, event, outcome, check_name, subject,
            resource, details, previous_hash, hash)
        select '%s', x, dateadd(second, x, timestamp '2026-01-01 00:00:00'), 'r', 'credential.reserved',
            'DONE', '', 'spiffe://bailiwick.example/agent/a' || x, 'issuing-1/' || lpad(x, 12, '0'),
            '{"not_after":"' || %s || '","profile":"agent"}', x'00', x'00'
          from system_range(1, %d)
        """
            .formatted(CHAIN, expiry("'2026-02-01T00:00:00Z'", "'2027-01-01T00:00:00Z'"), ROWS));
  }

  private static String expiry(String early, String late) {
    return "case when x in (8, 9) then " + early + " else " + late + " end";
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void agrees() throws SQLException {
    assertThat(compared(Optional.empty())).isEmpty();
  }

  @Test
  void namesTheRowsThatDifferOnEitherSideOfAPage() throws SQLException {
    database.run("delete from issuance where serial = '" + serial(5_000) + "'");
    database.run("update issuance set profile = 'x' where serial = '" + serial(5_001) + "'");
    database.run("delete from audit_entry where seq = 10000");
    assertThat(compared(Optional.empty()))
        .containsExactlyInAnyOrder(
            row(5_000, Difference.MISSING),
            row(5_001, Difference.CHANGED),
            row(10_000, Difference.NO_EVENT));
  }

  /** So many that not all are looked at one by one: some are named, and no more than a hundred. */
  @Test
  void namesSomeWhereThousandsAreGone() throws SQLException {
    database.run("delete from issuance where serial > '" + serial(6_000) + "'");
    assertThat(compared(Optional.empty()))
        .hasSize(100)
        .allMatch(each -> each.endsWith(Difference.MISSING));
  }

  @Test
  void doesNotMissWhatLeftForAnArchive() throws SQLException {
    database.run("delete from issuance where serial in ('" + serial(8) + "', '" + serial(9) + "')");
    database.run("delete from audit_entry where seq <= 3000");
    Optional<ArchiveStatement> archived = Optional.of(archived(3_000, "2026-03-01T00:00:00Z"));
    assertThat(compared(archived)).isEmpty();
    // Neither is what happened since, nor what has not expired.
    database.run("delete from issuance where serial = '" + serial(3_500) + "'");
    database.run("delete from audit_entry where seq = 3600");
    assertThat(compared(archived))
        .containsExactlyInAnyOrder(row(3_500, Difference.MISSING), row(3_600, Difference.NO_EVENT));
  }

  private List<String> compared(Optional<ArchiveStatement> archived) throws SQLException {
    return new LedgerComparison(database.source()::getConnection, CHAIN, archived)
        .run().open().stream().map(Difference::toString).toList();
  }

  private static ArchiveStatement archived(long to, String expired) {
    Instant cut = Instant.parse(expired);
    return new ArchiveStatement(
        1,
        "",
        "officer-1",
        cut,
        new ArchiveStatement.Rows(
            AuditHead.genesis(CHAIN), new AuditHead(CHAIN, to, "00".repeat(32)), cut, "x"),
        new ArchiveStatement.Credentials(
            new ArchiveStatement.Counts(2, 0, 0, 0), "", "", cut, "x"));
  }

  private static String row(int number, String what) {
    return "issuance issuing-1/" + serial(number) + " " + what;
  }

  private static String serial(int number) {
    return "%012d".formatted(number);
  }
}
