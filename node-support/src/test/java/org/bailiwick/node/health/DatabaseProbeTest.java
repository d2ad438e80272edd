package org.bailiwick.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseProbeTest {
  private long nanos;
  private boolean broken;
  private final DatabaseProbe probe = new DatabaseProbe(this::answer, () -> nanos);

  private Map<String, String> answer() {
    if (broken) {
      throw new IllegalStateException("of the test");
    }
    return Map.of("rows", "3");
  }

  @Test
  void showsTheLastAnswer() {
    assertThat(probe.fault()).contains("the database cannot be read");
    probe.ask();
    assertThat(probe.fault()).isEmpty();
    assertThat(probe.data()).isEqualTo(Map.of("rows", "3"));
  }

  @Test
  void aFaultCountsUntilTheNextAnswer() {
    probe.ask();
    broken = true;
    probe.ask();
    assertThat(probe.fault()).contains("the database cannot be read");
    assertThat(probe.data()).isEmpty();
    broken = false;
    probe.ask();
    assertThat(probe.fault()).isEmpty();
  }

  /** The timer waits in {@link DatabaseProbe#ask} meanwhile, and whoever asks for it does not. */
  @Test
  void aDatabaseThatHangsIsToldByTheTimeThatPasses() {
    probe.ask();
    nanos += Duration.ofSeconds(14).toNanos();
    assertThat(probe.fault()).isEmpty();
    nanos += Duration.ofSeconds(23).toNanos();
    assertThat(probe.fault()).contains("the database has not answered for 37 s");
    probe.ask();
    assertThat(probe.fault()).isEmpty();
  }
}
