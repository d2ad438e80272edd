package org.bailiwick.node.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.bailiwick.node.hsm.login.TokenFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionPoolTest {

  private final CountDownLatch hang = new CountDownLatch(1);
  private final SessionPool pool =
      new SessionPool(
          new Pkcs11Settings(
              Path.of("none.cfg"),
              Optional.of(Path.of("none.pin")),
              2,
              Duration.ofMillis(50),
              Duration.ofMillis(80)));

  @AfterEach
  void release() {
    hang.countDown();
    pool.close();
  }

  @Test
  void answersTheCallerOfACallThatHangs() {
    assertThatThrownBy(this::hangingCall)
        .isInstanceOf(TokenFailure.class)
        .hasMessageContaining("did not answer within");
    assertThat(pool.overdue()).isEqualTo(1);
  }

  @Test
  void oneHangingCallLeavesTheOtherSessionsInUse() throws Exception {
    assertThatThrownBy(this::hangingCall).isInstanceOf(TokenFailure.class);
    for (int i = 0; i < 20; i++) {
      assertThat(pool.<String>run(session -> "signed")).isEqualTo("signed");
    }
  }

  @Test
  void refusesInBoundedTimeWhenAllSessionsHangAndRecoversWhenTheyReturn() throws Exception {
    assertThatThrownBy(this::hangingCall).isInstanceOf(TokenFailure.class);
    assertThatThrownBy(this::hangingCall).isInstanceOf(TokenFailure.class);
    assertThatThrownBy(() -> pool.run(session -> "signed"))
        .hasMessageContaining("2 of 2 calls are overdue");
    hang.countDown();
    await().atMost(Duration.ofSeconds(5)).until(() -> pool.overdue() == 0);
    assertThat(pool.<String>run(session -> "signed")).isEqualTo("signed");
  }

  @Test
  void givesTheSessionBackAfterAFailure() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(
              () ->
                  pool.run(
                      session -> {
                        throw new TokenFailure(TokenFailure.Kind.REFUSED, "refused");
                      }))
          .hasMessage("refused");
    }
    assertThat(pool.<String>run(session -> "signed")).isEqualTo("signed");
  }

  private String hangingCall() throws TokenFailure {
    return pool.run(
        session -> {
          try {
            hang.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "late";
        });
  }
}
