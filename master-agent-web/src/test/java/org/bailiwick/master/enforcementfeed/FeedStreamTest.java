package org.bailiwick.master.enforcementfeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The feed to one enforcement point: threats 47 (streams), 67 (slow readers) and 73. */
@Timeout(30)
class FeedStreamTest {
  private final FeedPicture picture = new FeedPicture(5);
  private final AtomicBoolean certain = new AtomicBoolean(true);
  private final AtomicBoolean permitted = new AtomicBoolean(true);
  private final Reader reader = new Reader();
  private Thread thread = Thread.ofPlatform().unstarted(() -> {});
  private volatile String refused = "";
  private FeedStream stream = stream(Optional.empty());

  /** A reader that takes events until it is held up. */
  private static final class Reader implements FeedTarget {
    private final List<String> got = new CopyOnWriteArrayList<>();
    private volatile String position = "";
    private volatile boolean closed;
    private volatile CountDownLatch held = new CountDownLatch(0);

    @Override
    public boolean send(Optional<String> id, String name, String data) {
      try {
        held.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      got.add(name.equals("agent") ? data : name);
      id.ifPresent(each -> position = each);
      return !closed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private FeedStream stream(Optional<Long> position) {
    return new FeedStream(
        "nginx-1",
        new FeedStream.Source(picture, certain::get, TestClock.atPresent()),
        reader,
        this::requireRight,
        position);
  }

  private void requireRight() {
    if (!permitted.get()) {
      throw new ProblemException(ProblemType.POLICY_DENIED, "gone", "Gone.");
    }
  }

  private void start(Optional<Long> position) {
    stream = stream(position);
    thread = Thread.ofPlatform().start(this::run);
  }

  /** As the node does, which stores why the stream has ended. */
  private void run() {
    try {
      stream.run();
    } catch (ProblemException refusal) {
      refused = refusal.check();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    stream.stop();
    thread.interrupt();
    thread.join();
  }

  private void awaits(String... events) {
    await()
        .untilAsserted(
            () -> {
              List<String> told = new ArrayList<>(reader.got);
              if (!List.of(events).contains("alive")) {
                told.removeIf("alive"::equals);
              }
              assertThat(told).containsExactly(events);
            });
  }

  @Test
  void theWholePictureComesFirstAndThenEachChange() {
    picture.put("a", "agent", "a1");
    picture.put("b", "agent", "b1");
    start(Optional.empty());
    awaits("picture", "a1", "b1", "synced");
    assertThat(reader.position).isEqualTo(picture.position(2));
    picture.put("c", "agent", "c1");
    awaits("picture", "a1", "b1", "synced", "c1");
    assertThat(reader.position).isEqualTo(picture.position(3));
  }

  @Test
  void whoComesBackGetsWhatItHasMissed() {
    picture.put("a", "agent", "a1");
    picture.put("b", "agent", "b1");
    start(Optional.of(1L));
    awaits("synced", "b1");
  }

  @Test
  void whoComesBackTooLateBeginsAgain() {
    for (int i = 1; i <= 9; i++) {
      picture.put("a", "agent", "a" + i);
    }
    start(Optional.of(1L));
    awaits("picture", "a9", "synced");
  }

  @Test
  void aSignOfLifeComesOnlyWhileTheNodeIsCertain() {
    start(Optional.empty());
    awaits("picture", "synced", "alive");
    certain.set(false);
    await().untilAsserted(() -> assertThat(reader.got).contains("uncertain"));
    int signs = reader.got.size();
    await().untilAsserted(() -> assertThat(reader.got).hasSizeGreaterThan(signs));
    assertThat(reader.got.subList(signs - 1, reader.got.size())).containsOnly("uncertain");
  }

  @Test
  void theStreamEndsAtOnceWhenTheRightEnds() {
    start(Optional.empty());
    awaits("picture", "synced");
    permitted.set(false);
    picture.put("secret", "agent", "for others");
    await().until(() -> reader.closed);
    assertThat(reader.got).doesNotContain("for others");
    await().until(() -> refused.equals("gone"));
  }

  @Test
  void withoutTheRightNothingIsSent() {
    permitted.set(false);
    FeedStream refused = stream(Optional.empty());
    assertThatThrownBy(refused::run).isInstanceOf(ProblemException.class);
    assertThat(reader.got).isEmpty();
    assertThat(reader.closed).isTrue();
  }

  @Test
  void aSlowReaderIsDroppedAndTakesNoMemory() {
    start(Optional.empty());
    awaits("picture", "synced");
    reader.held = new CountDownLatch(1);
    for (int i = 1; i <= 100; i++) {
      picture.put("a", "agent", "a" + i);
    }
    reader.held.countDown();
    await().until(() -> reader.closed);
    assertThat(reader.got).hasSizeLessThan(10);
  }

  @Test
  void aNewerConnectionEndsTheOneBefore() throws InterruptedException {
    start(Optional.empty());
    awaits("picture", "synced");
    stream.stop();
    thread.join();
    assertThat(reader.closed).isTrue();
  }
}
