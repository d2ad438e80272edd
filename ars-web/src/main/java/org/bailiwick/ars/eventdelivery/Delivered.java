package org.bailiwick.ars.eventdelivery;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what was delivered since the start, for the metrics. */
final class Delivered {
  private final AtomicLong tokens = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();

  void polled(int count) {
    tokens.addAndGet(count);
  }

  void posted() {
    tokens.incrementAndGet();
  }

  void failed() {
    failures.incrementAndGet();
  }

  long tokens() {
    return tokens.get();
  }

  long failures() {
    return failures.get();
  }
}
