package org.bailiwick.node.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeatsTest {

  private final CountDownLatch hang = new CountDownLatch(1);
  private final Seats seats =
      new Seats(
          new Pkcs11Settings(
              Path.of("none.cfg"),
              Optional.of(Path.of("none.pin")),
              2,
              Duration.ofMillis(50),
              Duration.ofMillis(80)));

  @AfterEach
  void release() {
    hang.countDown();
    seats.close();
  }

  @Test
  void answersTheCallerOfACallThatHangs() {
    assertThatThrownBy(this::hangingCall)
        .isInstanceOf(TokenFailure.class)
        .hasMessageContaining("did not answer within");
    assertThat(seats.overdue()).isEqualTo(1);
  }

  @Test
  void oneHangingCallLeavesTheOtherSeatsInUse() throws Exception {
    assertThatThrownBy(this::hangingCall).isInstanceOf(TokenFailure.class);
    for (int i = 0; i < 20; i++) {
      assertThat(seats.<String>run(seat -> "signed")).isEqualTo("signed");
    }
  }

  @Test
  void refusesInBoundedTimeWhenAllSeatsHangAndRecoversWhenTheyReturn() throws Exception {
    assertThatThrownBy(this::hangingCall).isInstanceOf(TokenFailure.class);
    assertThatThrownBy(this::hangingCall).isInstanceOf(TokenFailure.class);
    assertThatThrownBy(() -> seats.run(seat -> "signed"))
        .hasMessageContaining("2 of 2 calls are overdue");
    hang.countDown();
    await().atMost(Duration.ofSeconds(5)).until(() -> seats.overdue() == 0);
    assertThat(seats.<String>run(seat -> "signed")).isEqualTo("signed");
  }

  @Test
  void givesTheSeatBackAfterAFailure() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(
              () ->
                  seats.run(
                      seat -> {
                        throw new TokenFailure(TokenFailure.Kind.REFUSED, "refused");
                      }))
          .hasMessage("refused");
    }
    assertThat(seats.<String>run(seat -> "signed")).isEqualTo("signed");
  }

  private String hangingCall() throws TokenFailure {
    return seats.run(
        seat -> {
          try {
            hang.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "late";
        });
  }
}
