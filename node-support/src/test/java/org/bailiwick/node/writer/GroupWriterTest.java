package org.bailiwick.node.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.lang.Thread.State;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.audit.AuditVerdict;
import org.bailiwick.node.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupWriterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-29T02:30:00.123456Z"), ZoneOffset.UTC);
  private static final String CHAIN = "authority/test";

  private final TestDatabase database = TestDatabase.ofCommonTables(NoteRow.class);
  private final Queue<Thread> calling = new ConcurrentLinkedQueue<>();
  private final ExecutorService callers = Executors.newThreadPerTaskExecutor(this::caller);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger transactions = new AtomicInteger();

  @BeforeEach
  void createTable() {
    database.run(NoteRow.TABLE);
  }

  @AfterEach
  void close() {
    gate.countDown();
    callers.shutdownNow();
    database.close();
  }

  @Test
  void returnsWhenTheUnitAndItsAuditRowsAreInTheDatabase() {
    try (GroupWriter writer = writer(database.sink())) {
      writer.commit(note("1", "a"), entry("note.added"));
      assertThat(texts()).containsExactly("a");
      assertThat(rows()).extracting(AuditRow::event).containsExactly("note.added");
      assertThat(rows().getFirst().at()).isEqualTo(CLOCK.instant());
    }
  }

  @Test
  void commitsWhatGatheredWhileTheDatabaseWasBusyInOneTransaction() throws Exception {
    try (GroupWriter writer = writer(gated())) {
      List<Future<?>> waiting = submit(writer, 0, 21);
      gate.countDown();
      finish(waiting);
      assertThat(texts()).hasSize(21);
      assertThat(transactions).hasValue(2);
      assertIntact(21);
    }
  }

  @Test
  void aBadUnitFailsAloneWithItsOwnException() throws Exception {
    database.inTransaction(em -> persist(em, "taken", "taken"));
    try (GroupWriter writer = writer(gated())) {
      List<Future<?>> good = submit(writer, 0, 10);
      Map<String, Throwable> failures = new ConcurrentHashMap<>();
      List<Future<?>> bad = new ArrayList<>();
      bad.add(expect(failures, "problem", () -> writer.commit(refusing("first"), entry("x"))));
      bad.add(expect(failures, "problem2", () -> writer.commit(refusing("second"), entry("x"))));
      bad.add(expect(failures, "conflict", () -> writer.commit(note("taken", "new"), entry("x"))));
      bad.add(expect(failures, "unique", () -> writer.commit(note("new", "taken"), entry("x"))));
      bad.add(expect(failures, "bug", () -> writer.commit(em -> em.persist("text"), entry("x"))));
      List<Future<?>> more = submit(writer, 10, 20);
      gate.countDown();
      finish(good);
      finish(bad);
      finish(more);

      assertThat(((ProblemException) failures.get("problem")).check()).isEqualTo("first");
      assertThat(((ProblemException) failures.get("problem2")).check()).isEqualTo("second");
      assertThat(failures.get("conflict")).isInstanceOf(ConflictException.class);
      assertThat(((ConflictException) failures.get("unique")).broke("note_text")).isTrue();
      assertThat(((ConflictException) failures.get("unique")).broke("note_pk")).isFalse();
      assertThat(failures.get("bug")).isInstanceOf(IllegalArgumentException.class);
      assertThat(texts()).hasSize(21);
      assertIntact(20);
    }
  }

  @Test
  void aFullQueueRefusesAtOnce() throws Exception {
    WriterSettings small = new WriterSettings(CHAIN, 2, 3, Duration.ofSeconds(10), CLOCK);
    try (GroupWriter writer = new GroupWriter(gated(), Thread::new, small)) {
      List<Future<?>> waiting = submit(writer, 0, 4);
      assertUnavailable(() -> writer.record(entry("x")), "writer-queue-full");
      gate.countDown();
      finish(waiting);
    }
  }

  @Test
  void aUnitThatWasNotTakenInTimeIsNeverStored() throws Exception {
    WriterSettings hasty = new WriterSettings(CHAIN, 1, 10, Duration.ofMillis(100), CLOCK);
    try (GroupWriter writer = new GroupWriter(gated(), Thread::new, hasty)) {
      assertUnavailable(() -> writer.commit(note("1", "a")), "writer-outcome-unknown");
      assertUnavailable(() -> writer.commit(note("2", "b")), "writer-timeout");
      gate.countDown();
      writer.record(Duration.ofSeconds(5), entry("x"));
      assertThat(texts()).containsExactly("a");
    }
  }

  @Test
  void closingWritesWhatWaitsAndRefusesWhatComesLater() throws Exception {
    GroupWriter writer = writer(gated());
    List<Future<?>> waiting = submit(writer, 0, 30);
    Future<?> closing = callers.submit(writer::close);
    awaitCallers();
    assertThat(closing).isNotDone();
    gate.countDown();
    finish(waiting);
    closing.get(5, TimeUnit.SECONDS);
    assertThat(texts()).hasSize(30);
    assertUnavailable(() -> writer.record(entry("x")), "writer-closed");
  }

  @Test
  void anOutageFailsAllWhoWaitAndTheNextBatchIsTriedAfresh() {
    AtomicReference<RuntimeException> trouble = new AtomicReference<>();
    BatchSink sink = database.sink();
    try (GroupWriter writer = writer(batch -> fail(trouble.get(), sink, batch))) {
      writer.commit(note("1", "a"), entry("one"));
      trouble.set(new IllegalStateException(new SQLException("gone", "08006")));
      assertUnavailable(() -> writer.commit(note("2", "b"), entry("two")), "database-write");
      trouble.set(null);
      writer.commit(note("3", "c"), entry("three"));
      assertThat(texts()).containsExactly("a", "c");
      assertIntact(2);
    }
  }

  @Test
  void triesAgainWhenTwoTransactionsWereInEachOthersWay() {
    BatchSink sink = database.sink();
    BatchSink deadlocked =
        batch -> {
          if (transactions.incrementAndGet() < 3) {
            throw new IllegalStateException(new SQLException("deadlock", "40P01"));
          }
          sink.write(batch);
        };
    try (GroupWriter writer = writer(deadlocked)) {
      writer.commit(note("1", "a"));
      assertThat(texts()).containsExactly("a");
    }
  }

  @Test
  void anErrorDoesNotEndTheWriter() {
    BatchSink sink = database.sink();
    BatchSink once =
        batch -> {
          if (transactions.incrementAndGet() == 1) {
            throw new StackOverflowError();
          }
          sink.write(batch);
        };
    try (GroupWriter writer = writer(once)) {
      assertUnavailable(() -> writer.record(entry("x")), "database-write");
      writer.record(entry("y"));
      assertIntact(1);
    }
  }

  @Test
  void anInterruptDoesNotEndTheWriter() {
    AtomicReference<Thread> thread = new AtomicReference<>();
    WriterSettings settings = WriterSettings.of(CHAIN, CLOCK);
    try (GroupWriter writer =
        new GroupWriter(database.sink(), work -> remember(thread, work), settings)) {
      thread.get().interrupt();
      writer.record(entry("x"));
      assertIntact(1);
    }
  }

  @Test
  void aThreadThatTheContainerDoesNotRunIsTold() throws InterruptedException {
    AtomicReference<Thread> thread = new AtomicReference<>();
    WriterSettings settings = WriterSettings.of(CHAIN, CLOCK);
    try (GroupWriter refused =
            new GroupWriter(database.sink(), work -> remember(thread, () -> {}), settings);
        GroupWriter running = writer(database.sink())) {
      thread.get().join();
      assertUnavailable(refused::requireRunning, "writer-gone");
      running.requireRunning();
    }
  }

  @Test
  void aUnitMustNotCallTheWriter() {
    AtomicReference<GroupWriter> self = new AtomicReference<>();
    try (GroupWriter writer = writer(database.sink())) {
      self.set(writer);
      assertThatThrownBy(() -> writer.commit(em -> self.get().record(entry("x"))))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void twoWritersWithOneNameByMistakeDoNotForkTheChain() {
    try (GroupWriter one = writer(database.sink());
        GroupWriter two = writer(database.sink())) {
      one.record(entry("a"));
      two.record(entry("b"));
      one.record(entry("c"));
      assertIntact(3);
    }
  }

  private GroupWriter writer(BatchSink sink) {
    return new GroupWriter(sink, Thread::new, WriterSettings.of(CHAIN, CLOCK));
  }

  /** Counts transactions and holds the first one until the gate opens. */
  private BatchSink gated() {
    BatchSink sink = database.sink();
    return batch -> {
      transactions.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      sink.write(batch);
    };
  }

  private Thread caller(Runnable call) {
    Thread thread = new Thread(call);
    calling.add(thread);
    return thread;
  }

  /** Until every caller waits for the writer, which is the only wait with a limit that there is. */
  private void awaitCallers() {
    await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                calling.stream()
                    .map(Thread::getState)
                    .allMatch(state -> state == State.TIMED_WAITING || state == State.TERMINATED));
  }

  private List<Future<?>> submit(GroupWriter writer, int from, int to) throws Exception {
    List<Future<?>> waiting = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String id = "n" + i;
      waiting.add(callers.submit(() -> writer.commit(note(id, id), entry("note.added"))));
      if (i == 0) {
        // The first unit is to be in the sink, alone, before the others come.
        while (transactions.get() == 0) {
          Thread.sleep(1);
        }
      }
    }
    awaitCallers();
    return waiting;
  }

  private Future<?> expect(Map<String, Throwable> failures, String name, Runnable call) {
    return callers.submit(() -> failures.put(name, catchThrowable(call::run)));
  }

  private static void finish(List<Future<?>> waiting) throws Exception {
    for (Future<?> one : waiting) {
      one.get(10, TimeUnit.SECONDS);
    }
  }

  private static Thread remember(AtomicReference<Thread> thread, Runnable work) {
    thread.set(new Thread(work));
    return thread.get();
  }

  private static void fail(RuntimeException trouble, BatchSink sink, Batch batch) {
    if (trouble != null) {
      throw trouble;
    }
    sink.write(batch);
  }

  private static UnitOfWork note(String id, String text) {
    return em -> em.persist(new NoteRow(id, text));
  }

  private static boolean persist(jakarta.persistence.EntityManager em, String id, String text) {
    em.persist(new NoteRow(id, text));
    return true;
  }

  private static UnitOfWork refusing(String check) {
    return em -> {
      throw new ProblemException(ProblemType.NAME_OWNED_BY_ANOTHER, check, "No.");
    };
  }

  private static AuditEntry entry(String event) {
    return AuditEntry.of(event, Outcome.DONE, "", "spiffe://bailiwick.example/agent/a");
  }

  private List<String> texts() {
    return database.inTransaction(
        em -> em.createQuery("select n.text from NoteRow n", String.class).getResultList());
  }

  private List<AuditRow> rows() {
    return database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 1000));
  }

  private void assertIntact(int length) {
    assertThat(AuditChain.verify(CHAIN, rows()))
        .isInstanceOfSatisfying(
            AuditVerdict.Intact.class, intact -> assertThat(intact.head().seq()).isEqualTo(length));
  }

  private static void assertUnavailable(Runnable call, String check) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
              assertThat(problem.check()).isEqualTo(check);
            });
  }
}
