package org.bailiwick.master.enforcementfeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The picture that enforcement points have, and its last changes. */
@Timeout(20)
class FeedPictureTest {
  private final FeedPicture picture = new FeedPicture(3);

  private Optional<String> after(long number) {
    return picture
        .after(number, 10)
        .map(events -> String.join(" ", events.stream().map(FeedEvent::data).toList()));
  }

  @Test
  void theWholeHasWhatIsSoNowAndTheChangesHaveWhatCameAfterAPosition() {
    picture.put("a", "agent", "a1");
    picture.put("b", "agent", "b1");
    picture.remove("a", "agent", "a2");
    assertThat(picture.whole().number()).isEqualTo(3);
    assertThat(picture.whole().events()).extracting(FeedEvent::data).containsExactly("b1");
    assertThat(after(0)).contains("a1 b1 a2");
    assertThat(after(2)).contains("a2");
    assertThat(after(3)).contains("");
    assertThat(picture.after(0, 2).orElseThrow()).hasSize(2);
  }

  @Test
  void whatWasSoBeforeIsNoChange() {
    picture.put("a", "agent", "a1");
    picture.put("a", "agent", "a1");
    picture.remove("b", "agent", "b1");
    assertThat(picture.whole().number()).isEqualTo(1);
  }

  @Test
  void whoIsBehindTheKeptChangesBeginsAgain() {
    for (int i = 1; i <= 5; i++) {
      picture.put("a", "agent", "a" + i);
    }
    assertThat(after(1)).isEmpty();
    assertThat(after(2)).contains("a3 a4 a5");
    assertThat(after(6)).as("a position that was never given").isEmpty();
  }

  @Test
  void aPositionCountsInTheProcessThatGaveIt() {
    assertThat(picture.number(picture.position(7))).contains(7L);
    assertThat(new FeedPicture(3).number(picture.position(7))).isEmpty();
    assertThat(picture.number("")).isEmpty();
    assertThat(picture.number(picture.position(7) + "x")).isEmpty();
    assertThat(picture.number(picture.position(7) + "0".repeat(30))).isEmpty();
  }

  @Test
  void aChangeAndAWakeEndTheWait() throws InterruptedException {
    Thread change = Thread.ofVirtual().unstarted(() -> picture.put("a", "agent", "a1"));
    change.start();
    picture.await(0, Duration.ofMinutes(1));
    change.join();
    assertThat(picture.whole().number()).isEqualTo(1);
    Thread wake =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    picture.wake();
                  }
                });
    picture.await(1, Duration.ofMinutes(1));
    wake.interrupt();
    picture.await(1, Duration.ofMillis(5));
  }
}
