package org.bailiwick.system.domainnodes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long something took, each time that it happened. */
final class Times {
  private final List<Duration> all = new ArrayList<>();

  synchronized void add(Duration time) {
    all.add(time);
  }

  synchronized Duration longest() {
    return all.stream().max(Duration::compareTo).orElse(Duration.ZERO);
  }

  @Override
  public synchronized String toString() {
    if (all.isEmpty()) {
      return "none";
    }
    List<Duration> sorted = new ArrayList<>(all);
    Collections.sort(sorted);
    return "%d times, median %d ms, max %d ms"
        .formatted(
            sorted.size(), sorted.get(sorted.size() / 2).toMillis(), sorted.getLast().toMillis());
  }

  static void rest(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
