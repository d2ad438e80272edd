package org.bailiwick.master.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Turns and rests of receivers. */
class PushTargetsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final PushTargets targets = new PushTargets(8, nanos::get);

  private static StoredPush push(String owner, String target) {
    return new StoredPush("j", "c", owner, target, "https://a:443", "s", Set.of(), 0);
  }

  @Test
  void aReceiverGetsOneAtATimeAndACallerAQuarter() {
    assertThat(targets.begin(push("x", "x-1"))).isTrue();
    assertThat(targets.begin(push("x", "x-1"))).isFalse();
    assertThat(targets.begin(push("x", "x-2"))).isTrue();
    assertThat(targets.begin(push("x", "x-3"))).isFalse();
    assertThat(targets.callersWithoutPlace()).containsExactly("x");
    assertThat(targets.begin(push("y", "y-1"))).isTrue();
    targets.succeeded(push("x", "x-1"));
    assertThat(targets.callersWithoutPlace()).isEmpty();
    assertThat(targets.begin(push("x", "x-3"))).isTrue();
  }

  @Test
  void aReceiverThatFailsRestsLongerEachTime() {
    StoredPush push = push("x", "x-1");
    for (int seconds : new int[] {5, 10, 20}) {
      targets.begin(push);
      targets.failed(push);
      nanos.addAndGet(Duration.ofSeconds(seconds).toNanos() - 1);
      assertThat(targets.excluded()).containsExactly("x-1");
      nanos.addAndGet(1);
      assertThat(targets.excluded()).isEmpty();
    }
    targets.begin(push);
    targets.succeeded(push);
    targets.begin(push);
    targets.failed(push);
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(targets.excluded()).isEmpty();
    assertThat(PushTargets.pause(50)).isEqualTo(Duration.ofMinutes(10));
  }
}
