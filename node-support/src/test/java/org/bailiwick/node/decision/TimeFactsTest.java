package org.bailiwick.node.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;
import org.junit.jupiter.api.Test;

class TimeFactsTest {
  private static final Entity ANYBODY = Entity.of("Agent", "spiffe://bailiwick.example/agent/a");

  private static Map<String, Object> context(Action action, Instant now, ZoneId zone) {
    return new TimeFacts(Clock.fixed(now, zone))
        .apply(new AccessRequest(ANYBODY, action, ANYBODY, Map.of("scope", "s")))
        .context();
  }

  /** The first of January 2026 was a Thursday. */
  @Test
  void saysTheMomentInUtcWhereverTheNodeStands() {
    Instant now = Instant.parse("2026-01-01T23:59:58Z");
    assertThat(context(Action.ADMIT, now, ZoneId.of("Asia/Tokyo")))
        .containsEntry("scope", "s")
        .containsEntry(
            "time",
            Map.of("epoch", now.getEpochSecond(), "hour", 23L, "minute", 59L, "weekday", 4L));
    assertThat(TimeFacts.members(Instant.parse("2026-01-04T00:00:00Z")))
        .containsEntry("weekday", 7L)
        .containsEntry("hour", 0L);
  }

  @Test
  void otherQuestionsHaveNoTime() {
    assertThat(context(Action.READ_LIST, Instant.EPOCH, ZoneId.of("UTC")))
        .containsOnlyKeys("scope");
  }
}
