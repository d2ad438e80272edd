package org.bailiwick.aca.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.testing.TestHeads;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.records.AuditHeads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditHeadsTest {
  private static final String OFFICER = "spiffe://bailiwick.example/operator/officer/officer-1";

  private final Clock clock = Clock.systemUTC();
  private final KeyPair key = TestKeys.ec();
  private final TestLedger database = TestLedger.open(clock);

  @TempDir private Path folder;
  private AcaSettings settings;
  private AuditHeads heads;

  @BeforeEach
  void open() {
    settings = new TestHome(folder).settings();
    heads = TestHeads.signedBy(key, settings, database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void signsTheHeadOfAnEmptyLogFirstAndThenWhateverGrew() {
    heads.keep();
    write(database, "first", "second");
    heads.keep();
    heads.keep();

    List<HeadStatement> stated = statements();
    assertThat(stated).extracting(statement -> statement.head().seq()).containsExactly(0L, 2L);
    assertThat(stated.getFirst().previous()).isEmpty();
    assertThat(stated.getLast().previous())
        .isEqualTo(HeadStatement.digest(heads.read(0, 1).getFirst()));
    assertThatCode(heads::requireComplete).doesNotThrowAnyException();
  }

  @Test
  void issuesNothingOnAnOlderDatabaseUntilAnOfficerAcceptsTheGap() {
    heads.keep();
    write(database, "first", "second", "third");
    heads.keep();
    try (TestLedger older = TestLedger.open(clock)) {
      write(older, "first");
      AuditHeads restored = TestHeads.signedBy(key, settings, older, clock);
      restored.keep();
      assertRefused(restored, "records-incomplete");
      assertThat(restored.fault().orElseThrow()).contains("lacks row 3");

      HeadStatement accepted = restored.acceptGap(OFFICER, "restored from Sunday");
      assertThat(accepted.head().seq()).isEqualTo(1);
      assertThat(accepted.gap())
          .contains(new HeadStatement.Gap(1, 3, OFFICER, "restored from Sunday"));
      write(older, "second of another life");
      restored.keep();
      assertThatCode(restored::requireComplete).doesNotThrowAnyException();
      assertThat(statements()).last().extracting(last -> last.head().seq()).isEqualTo(2L);
    }
  }

  /** The last head of the old key names the new one, which then signs, and states the same. */
  @Test
  void handsOverToAKeyWhoseMomentHasCome() {
    heads.keep();
    write(database, "first");
    KeyPair next = TestKeys.ec();
    AuditHeads later = TestHeads.signedBy(List.of(key, next), settings, database, clock);
    later.keep();
    later.keep();
    assertThat(signers(key, next)).containsExactly(0, 0, 0, 1);
    assertThat(HeadStatement.verified(heads.read(2, 1).getFirst(), key.getPublic()).orElseThrow())
        .extracting(HeadStatement::handover)
        .isEqualTo(Optional.of(new HeadStatement.Handover(next.getPublic(), "")));
    write(database, "second");
    later.keep();
    assertThat(signers(key, next)).containsExactly(0, 0, 0, 1, 1);
    assertThat(later.fault()).isEmpty();
  }

  /** By whoever has the old device. */
  @Test
  void afterTheHandoverTheOldKeyIsForeign() {
    KeyPair next = TestKeys.ec();
    heads.keep();
    AuditHeads later = TestHeads.signedBy(List.of(key, next), settings, database, clock);
    later.keep();
    HeadLog file = new HeadLog(settings.records().auditHeadsFile());
    file.append(file.read(0, 1).getFirst());
    later.keep();
    assertRefused(later, "records-incomplete");
    assertThat(later.fault().orElseThrow()).contains("not signed by this node's audit key");
  }

  @Test
  void aHandoverToAKeyThatNoRecordNamesIsForeign() {
    heads.keep();
    KeyPair thief = TestKeys.ec();
    HeadLog file = new HeadLog(settings.records().auditHeadsFile());
    HeadStatement last = statements().getLast();
    file.append(
        new HeadStatement(
                last.head(),
                last.at(),
                HeadStatement.digest(file.last().orElseThrow()),
                Optional.empty(),
                Optional.of(new HeadStatement.Handover(thief.getPublic(), "")))
            .signed(new JwsSigner(new InMemorySigningKey("audit", key), "audit")));
    heads.keep();
    assertRefused(heads, "records-incomplete");
  }

  /** The copy had grown past what was lost, when an officer came. */
  @Test
  void theGapBeginsAfterTheNewestHeadThatTheDatabaseHolds() {
    Clock still = Clock.fixed(clock.instant(), ZoneOffset.UTC); // the same rows in both
    try (TestLedger lost = TestLedger.open(still)) {
      AuditHeads before = TestHeads.signedBy(key, settings, lost, still);
      before.keep();
      write(lost, "first");
      before.keep();
      write(lost, "second", "third");
      before.keep();
    }
    try (TestLedger copy = TestLedger.open(still)) {
      write(copy, "first", "another", "and another", "and more");
      HeadStatement accepted =
          TestHeads.signedBy(key, settings, copy, still).acceptGap(OFFICER, "restored");
      assertThat(accepted.head().seq()).isEqualTo(4);
      assertThat(accepted.gap()).contains(new HeadStatement.Gap(2, 3, OFFICER, "restored"));
    }
  }

  @Test
  void anotherRowInTheSamePlaceIsNotTheOneThatWasSigned() {
    heads.keep();
    write(database, "first");
    heads.keep();
    try (TestLedger forged = TestLedger.open(clock)) {
      write(forged, "first, rewritten");
      AuditHeads restored = TestHeads.signedBy(key, settings, forged, clock);
      restored.keep();
      assertThat(restored.fault().orElseThrow()).contains("lacks row 1");
    }
  }

  @Test
  void aLostFileIsNoticedOnceTheLogIsNotEmpty() throws IOException {
    heads.keep();
    write(database, "first");
    Files.delete(settings.records().auditHeadsFile());
    heads.keep();
    assertThat(heads.fault().orElseThrow()).contains("is missing");
    assertRefused(heads, "records-incomplete");
  }

  @Test
  void anotherKeysHeadIsNotBelieved() throws IOException {
    TestHeads.of(settings, database, clock);
    assertThat(Files.readString(settings.records().auditHeadsFile())).isNotEmpty();
    heads.keep();
    assertThat(heads.fault().orElseThrow()).contains("not signed by this node's audit key");
  }

  @Test
  void nothingIsIssuedBeforeTheFirstComparisonAndItIsMadeOnDemand() {
    assertThat(heads.fault()).isPresent();
    assertThatCode(heads::requireComplete).doesNotThrowAnyException();
    assertThat(statements()).hasSize(1);
  }

  /** The HSM hangs since the start: one request waits for it, the others are refused at once. */
  @Test
  void onlyOneRequestWaitsForTheFirstComparison() throws Exception {
    heads.keep();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(1);
    AuditHeads slow =
        TestHeads.signedBy(
            () -> {
              asked.countDown();
              hanging.await();
              return key;
            },
            settings,
            database,
            clock);
    try (ExecutorService one = Executors.newSingleThreadExecutor()) {
      Future<?> waiting = one.submit(slow::requireComplete);
      asked.await();
      try {
        assertRefused(slow, "records-not-compared");
      } finally {
        hanging.countDown();
      }
      waiting.get();
    }
    assertThatCode(slow::requireComplete).doesNotThrowAnyException();
  }

  @Test
  void whereNothingIsMissingNothingCanBeAccepted() {
    heads.keep();
    assertThatThrownBy(() -> heads.acceptGap(OFFICER, "to be sure"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.check()).isEqualTo("records-complete"));
  }

  @Test
  void aLineThatACrashLeftUnfinishedIsCutOff() throws IOException {
    heads.keep();
    Files.writeString(
        settings.records().auditHeadsFile(),
        Files.readString(settings.records().auditHeadsFile()) + "eyJhbGciOiJFUzI1NiJ9.eyJjaGFpb");
    write(database, "first");
    heads.keep();
    assertThat(statements())
        .extracting(statement -> statement.head().seq())
        .containsExactly(0L, 1L);
  }

  /** All that this node had signed left for an archive; another node wrote on. */
  @Test
  void rowsThatASignedArchiveHoldsAreNotMissed() {
    heads.keep();
    write(database, "first", "second");
    heads.keep();
    write(database, "third");
    AuditHead second = row(2);
    database.run("delete from audit_entry where seq <= 2");
    heads.keep();
    assertThat(heads.fault().orElseThrow()).contains("lacks row 2");

    archived(TestKeys.ec(), second);
    heads.keep();
    assertThat(heads.fault().orElseThrow()).contains("lacks row 2");

    database.run("delete from records_archive");
    archived(key, new AuditHead(second.chain(), 2, row(3).hash()));
    heads.keep();
    assertThat(heads.fault().orElseThrow()).contains("lacks row 2");

    database.run("delete from records_archive");
    archived(key, second);
    heads.keep();
    assertThatCode(heads::requireComplete).doesNotThrowAnyException();
    write(database, "fourth");
    heads.keep();
    assertThat(statements()).last().extracting(last -> last.head().seq()).isEqualTo(4L);
  }

  private AuditHead row(long seq) {
    return database
        .reader()
        .read(em -> AuditChain.read(em, settings.auditChain(), seq, 1))
        .getFirst()
        .head();
  }

  private void archived(KeyPair by, AuditHead last) {
    ArchiveStatement statement =
        new ArchiveStatement(
            1,
            "",
            OFFICER,
            clock.instant(),
            new ArchiveStatement.Rows(
                AuditHead.genesis(settings.auditChain()), last, clock.instant(), ""),
            new ArchiveStatement.Credentials(
                new ArchiveStatement.Counts(0, 0, 0, 0), "", "", clock.instant(), ""));
    database.run(
        "insert into records_archive values (1, '%s', timestamp '2026-01-01 00:00:00')"
            .formatted(
                statement.signed(new JwsSigner(new InMemorySigningKey("audit", by), "audit"))));
  }

  private List<HeadStatement> statements() {
    return heads.read(0, 100).stream()
        .map(line -> HeadStatement.verified(line, key.getPublic()))
        .map(Optional::orElseThrow)
        .toList();
  }

  /** Which of the keys signed each line. */
  private List<Integer> signers(KeyPair... keys) {
    return heads.read(0, 100).stream()
        .map(
            line ->
                IntStream.range(0, keys.length)
                    .filter(i -> HeadStatement.verified(line, keys[i].getPublic()).isPresent())
                    .findFirst()
                    .orElseThrow())
        .toList();
  }

  private static void assertRefused(AuditHeads heads, String check) {
    assertThatThrownBy(heads::requireComplete)
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.check()).isEqualTo(check));
  }

  private static void write(TestLedger database, String... events) {
    for (String event : events) {
      database.writer().record(AuditEntry.of(event, Outcome.DONE, "", "test"));
    }
  }
}
