package org.bailiwick.master.outbox;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * The targets at which this process performs an act now, and those that have just failed. A target
 * that fails rests, for a pause that doubles, so that its further acts are not tried one after the
 * other and leave the calls to other targets. One thread uses it.
 */
final class ActTargets {

  private static final int MOST_RESTS = 1000;

  private record Rest(int failures, long until) {}

  private final IntFunction<Duration> pauses;
  private final LongSupplier nanos;
  private final Set<String> busy = new HashSet<>();
  private final LinkedHashMap<String, Rest> rests = new LinkedHashMap<>();

  ActTargets(IntFunction<Duration> pauses, LongSupplier nanos) {
    this.pauses = pauses;
    this.nanos = nanos;
  }

  /** Returns false if an act is performed at this target already. */
  boolean begin(String target) {
    return busy.add(target);
  }

  /** The act at this target is over, and nothing is known about the target. */
  void leave(String target) {
    busy.remove(target);
  }

  void succeeded(String target) {
    busy.remove(target);
    rests.remove(target);
  }

  /** Has the target rest; the one that has failed longest ago is forgotten if there are many. */
  void failed(String target) {
    busy.remove(target);
    Rest before = rests.remove(target);
    int failures = before == null ? 1 : before.failures() + 1;
    rests.put(target, new Rest(failures, nanos.getAsLong() + pauses.apply(failures).toNanos()));
    if (rests.size() > MOST_RESTS) {
      rests.pollFirstEntry();
    }
  }

  Set<String> resting() {
    long now = nanos.getAsLong();
    Set<String> resting = new HashSet<>();
    for (Map.Entry<String, Rest> each : rests.entrySet()) {
      if (each.getValue().until() - now > 0) {
        resting.add(each.getKey());
      }
    }
    return resting;
  }

  /** The targets at which nothing may begin now. */
  Set<String> excluded() {
    Set<String> all = resting();
    all.addAll(busy);
    return all;
  }
}
