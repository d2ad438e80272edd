package org.bailiwick.broker.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.testing.BrokerRig;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.audit.HeadStatement.Gap;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.hsm.SoftHsm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heads that a key of a real PKCS#11 token signs, and a database whose owner rewrites it. */
class SignedRecordsTest {
  private static Pkcs11Token token;
  private static Pkcs11Token other;

  @TempDir private Path folder;
  private final BrokerRig rig = new BrokerRig();
  private final AtomicLong nanos = new AtomicLong();
  private final BrokerStore store;

  SignedRecordsTest() throws Exception {
    store = rig.store();
  }

  /** The keys are there, so that the logs of tests have no row about them. */
  @BeforeAll
  static void logIn() throws Exception {
    token = Pkcs11Token.open(SoftHsm.freshToken().settings());
    other = Pkcs11Token.open(SoftHsm.freshToken().settings());
    new RecordKey(token).make(new BrokerRig().store());
    new RecordKey(other).make(new BrokerRig().store());
  }

  @AfterAll
  static void logOut() {
    token.close();
    other.close();
  }

  private Path file() {
    return folder.resolve("audit/heads.jws");
  }

  /** A process that begins now. */
  private SignedRecords records(Pkcs11Token with) {
    return new SignedRecords(file(), store, new RecordKey(with), Clock.systemUTC(), nanos::get);
  }

  private void orders(int count) {
    IntStream.range(0, count)
        .forEach(
            i -> store.record(AuditEntry.of("order.accepted", Outcome.GRANTED, "", "agent " + i)));
  }

  /** A log of some orders whose newest head is signed. */
  private SignedRecords signed(int orders) {
    SignedRecords records = records(token);
    records.keep();
    orders(orders);
    records.keep();
    assertThat(records.fault()).isEmpty();
    return records;
  }

  private long seq(String line) {
    return HeadStatement.verified(line, new RecordKey(token).find().orElseThrow())
        .orElseThrow()
        .head()
        .seq();
  }

  private static void assertRefuses(SignedRecords records, String check) {
    assertThatThrownBy(records::requireComplete)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo(check));
  }

  @Test
  void signsTheHeadWhenTheLogHasGrown() {
    SignedRecords records = signed(4);
    records.keep(); // nothing is new
    List<String> heads = records.heads();
    assertThat(heads).hasSize(2);
    assertThat(seq(heads.get(1)) - seq(heads.get(0))).isEqualTo(4);
    records.requireComplete();
  }

  @Test
  void refusesOrdersUntilItHasCompared() {
    SignedRecords records = records(token);
    assertThat(records.isUnknown()).isTrue();
    assertRefuses(records, "records-not-compared");
    records.keep();
    records.requireComplete();
  }

  @Test
  void threat30ARowThatTheOwnerOfTheDatabaseChangedIsFoundAtTheNextStart() throws Exception {
    signed(5);
    rig.sql("update audit_entry set subject = 'nobody' where seq = 3");
    SignedRecords next = records(token);
    next.keep();
    assertThat(next.fault()).contains("row 3 of the audit log differs from what was written");
    assertRefuses(next, "records-incomplete");
    assertThat(next.heads()).hasSize(2);
  }

  @Test
  void aRowThatWasDeletedIsFoundOnceADay() throws Exception {
    SignedRecords records = signed(5);
    rig.sql("delete from audit_entry where seq = 2");
    records.keep();
    assertThat(records.fault()).isEmpty(); // old rows are not read each minute
    nanos.addAndGet(Duration.ofDays(1).toNanos());
    records.keep();
    assertThat(records.fault()).contains("row 3 of the audit log does not follow row 1");
  }

  /** The new chain fits in itself, and the row that was signed is not in it. */
  @Test
  void threat30AChainThatWasRewrittenFromItsBeginningIsFound() throws Exception {
    signed(5);
    rig.sql("delete from audit_entry");
    rig.sql("delete from audit_end");
    orders(20);
    SignedRecords next = records(token);
    next.keep();
    assertThat(store.firstBreak()).isEmpty();
    assertThat(next.fault().orElseThrow()).contains("the database lacks row 5");
  }

  @Test
  void anOlderCopyOfTheDatabaseIsFound() throws Exception {
    signed(5);
    rig.sql("delete from audit_entry where seq > 3");
    rig.sql("update audit_end set seq = 3, hash = (select hash from audit_entry where seq = 3)");
    SignedRecords next = records(token);
    next.keep();
    assertThat(store.firstBreak()).isEmpty();
    assertThat(next.fault().orElseThrow()).contains("the database lacks row 5");
  }

  @Test
  void aFileOfHeadsThatIsGoneCountsAsALoss() throws Exception {
    signed(2);
    Files.delete(file());
    SignedRecords next = records(token);
    next.keep();
    assertThat(next.fault().orElseThrow()).contains("file of signed heads is missing");
    assertThat(file()).doesNotExist();
  }

  @Test
  void secretsThatWereAddedBeforeTheFirstStartAreNoLoss() {
    store.record(AuditEntry.of("secret.added", Outcome.DONE, "", "").about("orders-db-admin"));
    SignedRecords records = records(token);
    records.keep();
    assertThat(records.fault()).isEmpty();
    assertThat(records.heads()).hasSize(1);
  }

  @Test
  void aHeadByAnotherKeyIsNotOurs() throws Exception {
    signed(2);
    Path forged = folder.resolve("forged.jws");
    new SignedRecords(forged, store, new RecordKey(other), Clock.systemUTC())
        .acceptGap("account forger", "not the broker");
    Files.write(file(), Files.readAllBytes(forged));
    SignedRecords next = records(token);
    next.keep();
    assertThat(next.fault().orElseThrow()).contains("not signed by this broker's audit key");
  }

  @Test
  void aTokenWithoutTheKeyMakesNoNewOne() throws Exception {
    signed(2);
    Pkcs11Token empty = Pkcs11Token.open(SoftHsm.freshToken().settings());
    SignedRecords next = records(empty);
    assertThatThrownBy(next::keep)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("audit-key-missing"));
    assertThat(empty.holds(RecordKey.LABEL)).isFalse();
    assertRefuses(next, "records-not-compared");
    empty.close();
  }

  @Test
  void theOperatorAcceptsLostRowsAndTheFileKeepsThat() throws Exception {
    signed(5);
    rig.sql("delete from audit_entry where seq > 3");
    rig.sql("update audit_end set seq = 3, hash = (select hash from audit_entry where seq = 3)");
    Gap gap = records(token).acceptGap("account ops", "restored from a backup");
    assertThat(gap.lostFrom()).isEqualTo(1);
    assertThat(gap.lostTo()).isEqualTo(5);
    SignedRecords next = records(token);
    next.keep();
    assertThat(next.fault()).isEmpty();
    assertThat(store.lastRows(1).getFirst()).contains("audit.gap-accepted", "restored from");
  }

  @Test
  void theOperatorAcceptsAChangedRowAndNoOther() throws Exception {
    signed(6);
    rig.sql("update audit_entry set subject = 'nobody' where seq = 3");
    Gap gap = records(token).acceptGap("account ops", "examined");
    assertThat(gap).isEqualTo(new Gap(3, 3, "account ops", "examined"));
    SignedRecords next = records(token);
    next.keep();
    assertThat(next.fault()).isEmpty();
    rig.sql("update audit_entry set subject = 'nobody' where seq = 5");
    SignedRecords later = records(token);
    later.keep();
    assertThat(later.fault().orElseThrow()).contains("row 5");
  }

  @Test
  void nothingIsAcceptedWhereNothingIsMissing() {
    SignedRecords records = signed(1);
    assertThatThrownBy(() -> records.acceptGap("account ops", "no reason"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("records-complete"));
  }
}
