package org.bailiwick.broker.mcp;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When the definition of each tool was last compared with the reviewed one. */
final class ToolReviews {
  private final Clock clock;
  private final Duration life;
  private final Map<String, Instant> compared = new ConcurrentHashMap<>();

  ToolReviews(Clock clock, Duration life) {
    this.clock = clock;
    this.life = life;
  }

  boolean isDue(ToolOperation operation) {
    Instant last = compared.get(operation.sha256());
    return last == null || !clock.instant().isBefore(last.plus(life));
  }

  void done(ToolOperation operation) {
    compared.put(operation.sha256(), clock.instant());
  }

  void forget(ToolOperation operation) {
    compared.remove(operation.sha256());
  }
}
