package org.bailiwick.injector.admission;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** How many admissions ended in which way. */
public final class AdmissionCounts {

  /** The ways. */
  public enum Outcome {
    INJECTED,
    LEFT,
    WARNED,
    REFUSED,
    /** The body was no AdmissionReview. */
    UNREADABLE,
    /** We failed. */
    FAILED
  }

  private final Map<Outcome, AtomicLong> counts = new EnumMap<>(Outcome.class);

  /** Counts from zero. */
  public AdmissionCounts() {
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, new AtomicLong());
    }
  }

  void count(Outcome outcome) {
    counts.get(outcome).incrementAndGet();
  }

  /** How many ended in this way since the start. */
  public long of(Outcome outcome) {
    return counts.get(outcome).get();
  }
}
