package org.bailiwick.aca.meter;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;

/** Counts and times acts of the authority; {@code /metrics} shows the names. */
public interface Meter {

  /** Counts one; {@code label} distinguishes kinds, for instance the check that refused. */
  void count(String name, String label);

  void time(String name, Duration taken);

  /** Times an act and counts it as {@code <name>_done} or {@code <name>_refused} by check. */
  default <T> T measure(String name, InstantSource clock, Supplier<T> act) {
    Instant start = clock.instant();
    try {
      T result = act.get();
      count(name + "_done", "none");
      return result;
    } catch (ProblemException refusal) {
      count(name + "_refused", refusal.check());
      throw refusal;
    } finally {
      time(name + "_time", Duration.between(start, clock.instant()));
    }
  }
}
