package org.bailiwick.master.decisionpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.junit.jupiter.api.Test;

/** No answer leaves before its row is durable, and many answers need few rows. */
class DecisionLogTest {
  private static final String ASKER = "spiffe://bailiwick.example/service/nginx-1";

  private final List<AuditEntry> durable = Collections.synchronizedList(new ArrayList<>());

  @Test
  void oneAnswerIsOneRowAtOnce() {
    DecisionLog log = new DecisionLog(rows -> durable.addAll(List.of(rows)));
    log.record(new DecisionLog.Entry(ASKER, "shop", List.of("{\"n\":1}")));
    assertThat(durable).hasSize(1);
    assertThat(durable.getFirst().event()).isEqualTo(DecisionLog.EVENT);
    assertThat(durable.getFirst().subject()).isEqualTo(ASKER);
    assertThat(durable.getFirst().resource()).isEqualTo("shop");
    assertThat(durable.getFirst().details())
        .containsEntry("count", "1")
        .containsEntry("decisions", "[{\"n\":1}]");
  }

  @Test
  void whoComesWhileARowIsWrittenSharesTheNext() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    DecisionLog log =
        new DecisionLog(
            rows -> {
              writing.countDown();
              await(go);
              durable.addAll(List.of(rows));
            });
    Set<Integer> answered = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newFixedThreadPool(40)) {
      List<Future<?>> asked = new ArrayList<>();
      asked.add(threads.submit(() -> ask(log, 0, answered)));
      await(writing);
      for (int i = 1; i < 40; i++) {
        int number = i;
        asked.add(threads.submit(() -> ask(log, number, answered)));
      }
      TimeUnit.MILLISECONDS.sleep(300);
      assertThat(answered).as("nothing is durable yet").isEmpty();
      go.countDown();
      for (Future<?> each : asked) {
        each.get(10, TimeUnit.SECONDS);
      }
    }
    assertThat(durable).hasSizeLessThan(10);
    String all = durable.stream().map(row -> row.details().get("decisions")).toList().toString();
    for (int i = 0; i < 40; i++) {
      assertThat(all).containsOnlyOnce("{\"n\":" + i + "}");
    }
  }

  /** An error takes with it the row of those who wait for it. */
  @Test
  void whoseRowIsLostGetsNoAnswer() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger rowsWritten = new AtomicInteger();
    DecisionLog log =
        new DecisionLog(
            rows -> {
              if (rowsWritten.incrementAndGet() == 1) {
                writing.countDown();
                await(go);
              } else if (rowsWritten.get() == 2) {
                throw new StackOverflowError();
              }
              durable.addAll(List.of(rows));
            });
    Set<Integer> answered = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
      Future<?> unused = threads.submit(() -> ask(log, 0, answered));
      await(writing);
      List<Future<?>> asked = new ArrayList<>();
      for (int i = 1; i < 10; i++) {
        int number = i;
        asked.add(threads.submit(() -> ask(log, number, answered)));
      }
      TimeUnit.MILLISECONDS.sleep(300);
      go.countDown();
      for (Future<?> each : asked) {
        assertThatThrownBy(() -> each.get(10, TimeUnit.SECONDS)).isNotNull();
      }
    }
    assertThat(answered).containsExactly(0);
  }

  private static void ask(DecisionLog log, int number, Set<Integer> answered) {
    log.record(new DecisionLog.Entry(ASKER, "shop", List.of("{\"n\":" + number + "}")));
    answered.add(number);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void withoutARowThereIsNoAnswer() {
    DecisionLog log =
        new DecisionLog(
            rows -> {
              throw new ProblemException(
                  ProblemType.DEPENDENCY_UNAVAILABLE, "writer-timeout", "The log is not written.");
            });
    assertThatThrownBy(() -> log.record(new DecisionLog.Entry(ASKER, "shop", List.of("{}"))))
        .isInstanceOf(ProblemException.class)
        .extracting(e -> ((ProblemException) e).check())
        .isEqualTo("writer-timeout");
  }

  @Test
  void longAndManyAnswersAreSplit() {
    DecisionLog log = new DecisionLog(rows -> durable.addAll(List.of(rows)));
    String large = "{\"t\":\"" + "x".repeat(DecisionLog.MOST_TEXT) + "\"}";
    log.record(new DecisionLog.Entry(ASKER, "shop", List.of("{}", large, "{}", "{}")));
    assertThat(durable)
        .extracting(row -> row.details().get("count"))
        .containsExactly("1", "1", "2");
    durable.clear();
    log.record(new DecisionLog.Entry(ASKER, "shop", Collections.nCopies(450, "{}")));
    assertThat(durable)
        .extracting(row -> row.details().get("count"))
        .containsExactly("200", "200", "50");
  }

  @Test
  void moreThanCanWaitIsRefused() {
    DecisionLog log = new DecisionLog(rows -> durable.addAll(List.of(rows)));
    List<String> many = Collections.nCopies(DecisionLog.MOST_WAITING + 1, "{}");
    assertThatThrownBy(() -> log.record(new DecisionLog.Entry(ASKER, "shop", many)))
        .isInstanceOf(ProblemException.class)
        .extracting(e -> ((ProblemException) e).check())
        .isEqualTo("decision-log-full");
    log.record(new DecisionLog.Entry(ASKER, "shop", List.of("{}")));
    assertThat(durable).hasSize(1);
  }
}
