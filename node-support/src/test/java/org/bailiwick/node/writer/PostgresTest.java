package org.bailiwick.node.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.audit.AuditVerdict;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.testing.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The common tables, writer and lease on PostgreSQL, for what H2 might forgive. */
@EnabledIfSystemProperty(named = TestPostgres.PROPERTY, matches = ".+")
class PostgresTest {
  private static final String CHAIN = "authority/test";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-25T12:00:00.123456Z"), ZoneOffset.UTC);

  @Test
  void writesReadsAndTellsConflictsAsOnH2() {
    try (TestDatabase database = TestDatabase.ofCommonTables(NoteRow.class)) {
      database.run(NoteRow.TABLE);
      try (GroupWriter writer =
          new GroupWriter(database.sink(), Thread::new, WriterSettings.of(CHAIN, CLOCK))) {
        writer.commit(em -> em.persist(new NoteRow("1", "a")), entry("\u0000 ' \u20ac"));
        assertThatThrownBy(
                () -> writer.commit(em -> em.persist(new NoteRow("2", "a")), entry("no")))
            .isInstanceOfSatisfying(
                ConflictException.class,
                conflict -> assertThat(conflict.broke("note_text")).isTrue());
        writer.commit(em -> em.persist(new NoteRow("3", "c")), entry("yes"));
        Lease lease = new Lease(writer, "one", CLOCK);
        assertThat(lease.tryAcquire("sweep", Duration.ofSeconds(9))).isTrue();
        assertThat(new Lease(writer, "two", CLOCK).tryAcquire("sweep", Duration.ofSeconds(9)))
            .isFalse();
      }
      List<AuditRow> rows = database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 10));
      assertThat(rows).hasSize(2).allMatch(row -> row.at().equals(CLOCK.instant()));
      assertThat(AuditChain.verify(CHAIN, rows)).isInstanceOf(AuditVerdict.Intact.class);
    }
  }

  private static AuditEntry entry(String resource) {
    return AuditEntry.of("note.added", Outcome.DONE, "", "s").about(resource).with("k", resource);
  }
}
