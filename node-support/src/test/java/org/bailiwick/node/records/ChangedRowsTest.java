package org.bailiwick.node.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody wrote to the database while the node was down; the newest signed row is as it was. */
class ChangedRowsTest {
  private static final String CHAIN = "domain/ars";
  private static final String OFFICER = "spiffe://bailiwick.example/operator/officer/officer-1";

  @TempDir Path folder;

  private final TestClock clock = TestClock.atPresent();
  private final TestDatabase database = TestDatabase.ofCommonTables();
  private final GroupWriter writer =
      new GroupWriter(database.sink(), Thread::new, WriterSettings.of(CHAIN, clock));
  private final TokenKeys keys =
      new TokenKeys(InMemorySigningKey.generate("token-signing", KeyShape.EC_P256));

  @BeforeEach
  void tenSignedRows() {
    AuditHeads before = startedNode();
    before.keep();
    write(10);
    before.keep();
    assertThat(before.fault()).isEmpty();
  }

  @AfterEach
  void stop() {
    writer.close();
    database.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update audit_entry set subject = 'another' where seq = 7"
            + " | row 7 of the audit log differs from what was written",
        "update audit_entry set outcome = 'DENIED' where seq = 1"
            + " | row 1 of the audit log differs from what was written",
        "update audit_entry set hash = previous_hash where seq = 4"
            + " | row 4 of the audit log differs from what was written",
        "delete from audit_entry where seq = 7" + " | row 8 of the audit log does not follow row 6",
        "delete from audit_entry where seq < 4" + " | row 4 of the audit log does not follow row 0",
        "update audit_entry set seq = 99 where seq = 5;"
            + " update audit_entry set seq = 5 where seq = 6;"
            + " update audit_entry set seq = 6 where seq = 99"
            + " | row 5 of the audit log does not follow row 4",
        "delete from audit_entry where seq > 8 | the database lacks row 10 of the audit log"
      })
  void aNodeThatStartsOnChangedRowsIsNotReadyAndGrantsNothing(String change, String fault) {
    database.run(change);
    AuditHeads started = startedNode();
    started.keep();
    assertThat(started.fault().orElse("none")).startsWith(fault);
    assertThatThrownBy(started::requireComplete)
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> {
              assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
              assertThat(refusal.check()).isEqualTo("records-incomplete");
            });
  }

  @Test
  void nothingIsSignedOnChangedRows() {
    database.run("update audit_entry set subject = 'another' where seq = 7");
    AuditHeads started = startedNode();
    write(1);
    started.keep();
    assertThat(started.read(0, 100)).hasSize(2);
  }

  /** The officer's gap reaches from the first to the last of the changed rows, and no further. */
  @Test
  void anOfficerAcceptsTheRowsThatAreChangedAndNoOthers() {
    database.run("update audit_entry set subject = 'another' where seq in (3, 7)");
    database.run("delete from audit_entry where seq = 8");
    AuditHeads started = startedNode();
    started.keep();
    HeadStatement accepted = started.acceptGap(OFFICER, "looked at");
    assertThat(accepted.gap()).contains(new HeadStatement.Gap(3, 8, OFFICER, "looked at"));
    started.requireComplete();
    write(2);
    started.keep();
    assertThat(started.fault()).isEmpty();

    AuditHeads again = startedNode();
    again.keep();
    again.requireComplete();
    database.run("update audit_entry set subject = 'another' where seq = 9");
    AuditHeads later = startedNode();
    later.keep();
    assertThat(later.fault().orElse("none")).startsWith("row 9 of the audit log differs");
  }

  /** Rows after a gap do not prove those before it; the heads do that were signed for them. */
  @Test
  void anAcceptedGapDoesNotOpenTheRowsBeforeIt() {
    write(10);
    AuditHeads signing = startedNode();
    signing.keep();
    write(10);
    signing.keep();
    database.run("delete from audit_entry where seq = 25");
    AuditHeads started = startedNode();
    started.keep();
    started.acceptGap(OFFICER, "looked at");
    assertThat(started.fault()).isEmpty();
    List<AuditRow> after = database.inTransaction(em -> AuditChain.read(em, CHAIN, 26, 10));
    database.run("delete from audit_entry");
    forge(24);
    database.inTransaction(em -> after.stream().map(em::merge).toList());
    AuditHeads again = startedNode();
    again.keep();
    assertThat(again.fault().orElse("none"))
        .startsWith("row 26 of the audit log does not follow row 24");
  }

  /** Writes rows from the first on, with the right hashes. */
  private void forge(int rows) {
    try (GroupWriter forger =
        new GroupWriter(database.sink(), Thread::new, WriterSettings.of(CHAIN, clock))) {
      for (int row = 0; row < rows; row++) {
        forger.record(AuditEntry.of("forged", Outcome.DONE, "", "test"));
      }
    }
  }

  @Test
  void anAcceptedGapDoesNotCoverWhatIsWrittenLater() {
    database.run("update audit_entry set subject = 'another' where seq = 10");
    AuditHeads started = startedNode();
    started.keep();
    started.acceptGap(OFFICER, "looked at");
    write(3);
    started.keep();
    database.run("update audit_entry set subject = 'another' where seq = 12");
    AuditHeads again = startedNode();
    again.keep();
    assertThat(again.fault().orElse("none")).startsWith("row 12 of the audit log differs");
  }

  @Test
  void aNodeThatRunsNoticesRowsThatDoNotFollow() {
    AuditHeads running = startedNode();
    running.keep();
    write(3);
    database.run("update audit_entry set subject = 'another' where seq = 12");
    running.keep();
    assertThat(running.fault().orElse("none")).startsWith("row 12 of the audit log differs");
  }

  @Test
  void theWholeChainIsRecomputedOnceADay() {
    AtomicLong now = new AtomicLong();
    RowComparison rows = comparison(now::get);
    rows.recompute();
    database.run("update audit_entry set subject = 'another' where seq = 7");
    now.addAndGet(Duration.ofHours(23).toNanos());
    rows.recompute();
    assertThat(rows.broken()).isEmpty();
    now.addAndGet(Duration.ofHours(1).toNanos());
    rows.recompute();
    assertThat(rows.broken().orElseThrow().from()).isEqualTo(7);
  }

  /** Each look at the clock takes four seconds: a call reads three pages. */
  @Test
  void aCallReadsForABoundedTimeAndTheNextGoesOn() {
    write(1600);
    database.run("update audit_entry set subject = 'another' where seq = 1605");
    AtomicLong now = new AtomicLong();
    RowComparison rows = comparison(() -> now.getAndAdd(Duration.ofSeconds(4).toNanos()));
    rows.recompute();
    assertThat(rows.broken()).isEmpty();
    rows.recompute();
    assertThat(rows.broken().orElseThrow().reason())
        .isEqualTo("row 1605 of the audit log differs from what was written");
  }

  private RowComparison comparison(LongSupplier nanoTime) {
    return new RowComparison(
        stored(),
        new StatedHeads(
            new HeadLog(folder.resolve("heads.jws")),
            CHAIN,
            new DomainAuditKeys(() -> keys, clock)),
        nanoTime);
  }

  private StoredChain stored() {
    return StoredChain.whole(CHAIN, database::inTransaction);
  }

  private void write(int rows) {
    for (int row = 0; row < rows; row++) {
      writer.record(AuditEntry.of("tried", Outcome.DONE, "", "test"));
    }
  }

  private AuditHeads startedNode() {
    return new AuditHeads(
        new HeadLog(folder.resolve("heads.jws")),
        stored(),
        new DomainAuditKeys(() -> keys, clock),
        SigningClock.unwatched(clock));
  }
}
