package org.bailiwick.ars.changestream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.ars.discovery.ChangeFeed;
import org.bailiwick.ars.discovery.ChangePosition;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The changes for one reader: threats 29, 47 (streams) and 67 (slow readers). */
@Timeout(30)
class ChangeStreamTest {
  private static final String MARK = "0123456789abcdef";

  private final AtomicLong nanos = new AtomicLong();
  private final PresentPosition present = new PresentPosition(nanos::get);
  private final AtomicBoolean permitted = new AtomicBoolean(true);
  private final AtomicBoolean shown = new AtomicBoolean(true);
  private final AtomicLong revision = new AtomicLong(7);
  private final Reader reader = new Reader();
  private Thread thread = Thread.ofPlatform().unstarted(() -> {});
  private ChangeStream stream = stream(Optional.empty());
  private volatile String refused = "";

  /** A reader that takes pages until it is held up. */
  private static final class Reader implements ChangeTarget {
    private final List<String> got = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile CountDownLatch held = new CountDownLatch(0);

    @Override
    public boolean send(String id, String page) {
      try {
        held.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      got.add(id + " " + page);
      return !closed;
    }

    @Override
    public boolean alive() {
      got.add("alive");
      return !closed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private ChangeStream stream(Optional<ChangePosition> position) {
    return new ChangeStream(
        new ChangeStream.Terms("spiffe://bailiwick.example/agent/a", this::right, this::page),
        present,
        reader,
        position);
  }

  private void right() {
    if (!permitted.get()) {
      throw new ProblemException(ProblemType.POLICY_DENIED, "gone", "Gone.");
    }
  }

  private ChangeFeed.Page page(Optional<ChangePosition> after) {
    ChangePosition next = new ChangePosition(MARK, revision.get(), 0);
    return new ChangeFeed.Page(
        "{" + after.isPresent() + "}", next, "p" + next.revision(), false, shown.get());
  }

  private void start(Optional<ChangePosition> position) {
    change(revision.get());
    stream = stream(position);
    thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    stream.run();
                  } catch (ProblemException refusal) {
                    refused = refusal.check();
                  }
                });
  }

  private void change(long now) {
    revision.set(now);
    present.become(new ChangePosition(MARK, now, 0));
  }

  @AfterEach
  void stop() throws InterruptedException {
    stream.stop();
    thread.interrupt();
    thread.join();
  }

  @Test
  void aReaderGetsAPageAndThenEachChange() {
    start(Optional.empty());
    await().until(() -> reader.got.contains("p7 {false}"));
    change(8);
    await().until(() -> reader.got.contains("p8 {true}"));
  }

  @Test
  void aReaderThatHasEverythingGetsASignOfLife() {
    start(Optional.of(new ChangePosition(MARK, 7, 0)));
    await().until(() -> reader.got.contains("alive"));
    assertThat(reader.got).containsOnly("alive");
  }

  /** Of a change that it may not see the reader gets nothing, not even an empty page. */
  @Test
  void aHiddenChangeIsNotTold() {
    shown.set(false);
    start(Optional.of(new ChangePosition(MARK, 6, 0)));
    await().during(Duration.ofMillis(200)).until(() -> reader.got.isEmpty());
    shown.set(true);
    change(9);
    await().until(() -> reader.got.contains("p9 {true}"));
  }

  @Test
  void itEndsWhenTheReadersRightHasEnded() {
    start(Optional.empty());
    await().until(() -> !reader.got.isEmpty());
    permitted.set(false);
    change(8);
    await().until(() -> reader.closed);
    await().until(() -> refused.equals("gone"));
    assertThat(reader.got).doesNotContain("p8 {true}");
  }

  /** The database is gone, or the revocation data are stale: no sign of life is given then. */
  @Test
  void itEndsWhenTheRegistryDoesNotKnowWhatIsSo() {
    start(Optional.empty());
    await().until(() -> !reader.got.isEmpty());
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    present.wake();
    await().until(() -> refused.equals("changes-unknown"));
    assertThat(reader.closed).isTrue();
  }

  @Test
  void aReaderThatIsAheadOfTheLastLookDoesNotSpin() {
    change(7);
    assertThat(present.isOther(Optional.of(new ChangePosition(MARK, 9, 0)))).isFalse();
    assertThat(present.isOther(Optional.of(new ChangePosition("f".repeat(16), 9, 0)))).isTrue();
    assertThat(present.isOther(Optional.of(new ChangePosition(MARK, 9, 5)))).isTrue();
  }

  /** Threat 47: a hundred thousand streams. */
  @Test
  void thereAreFewStreamsOfAReaderAndOfAll() {
    OpenStreams open = new OpenStreams(6);
    for (int i = 0; i < OpenStreams.OF_READER; i++) {
      open.begin(stream(Optional.empty()));
    }
    assertThatThrownBy(() -> open.begin(stream(Optional.empty())))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS));
    for (int i = 0; i < 2; i++) {
      open.begin(of("spiffe://bailiwick.example/agent/b"));
    }
    assertThatThrownBy(() -> open.begin(of("spiffe://bailiwick.example/agent/c")))
        .isInstanceOf(ProblemException.class);
    assertThat(open.size()).isEqualTo(6);
  }

  private ChangeStream of(String name) {
    return new ChangeStream(
        new ChangeStream.Terms(name, this::right, this::page), present, reader, Optional.empty());
  }
}
