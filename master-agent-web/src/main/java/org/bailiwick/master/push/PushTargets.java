package org.bailiwick.master.push;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Where this process sends a notification now, and which receivers have just failed. One receiver
 * of a caller gets one at a time, and one caller has a quarter of the places, so that slow
 * receivers leave places to others. A receiver that fails rests, for a pause that doubles. One
 * thread uses this class.
 */
final class PushTargets {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final int MAX_DOUBLINGS = 10;
  private static final int PART_OF_ONE_CALLER = 4;
  private static final int MOST_RESTS = 1000;

  private record Rest(int failures, long until) {}

  private final int ofCaller;
  private final LongSupplier nanos;
  private final Set<String> busy = new HashSet<>();
  private final Map<String, Integer> owners = new HashMap<>();
  private final LinkedHashMap<String, Rest> rests = new LinkedHashMap<>();

  PushTargets(int places, LongSupplier nanos) {
    this.ofCaller = Math.max(1, places / PART_OF_ONE_CALLER);
    this.nanos = nanos;
  }

  /** The pause after so many failures in a row. */
  static Duration pause(int failures) {
    Duration wanted = FIRST_PAUSE.multipliedBy(1L << Math.clamp(failures - 1L, 0, MAX_DOUBLINGS));
    return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
  }

  /** Takes a place; false if the receiver has one, or the caller has all that it may have. */
  boolean begin(StoredPush push) {
    if (callersWithoutPlace().contains(push.owner()) || !busy.add(push.target())) {
      return false;
    }
    owners.merge(push.owner(), 1, Integer::sum);
    return true;
  }

  /** Gives the place back, when nothing is known of the receiver. */
  void leave(StoredPush push) {
    busy.remove(push.target());
    owners.computeIfPresent(push.owner(), (owner, count) -> count > 1 ? count - 1 : null);
  }

  void succeeded(StoredPush push) {
    leave(push);
    rests.remove(push.target());
  }

  /** Has the receiver rest; the one that failed longest ago is forgotten if there are many. */
  void failed(StoredPush push) {
    leave(push);
    Rest before = rests.remove(push.target());
    int failures = before == null ? 1 : before.failures() + 1;
    rests.put(push.target(), new Rest(failures, nanos.getAsLong() + pause(failures).toNanos()));
    if (rests.size() > MOST_RESTS) {
      rests.pollFirstEntry();
    }
  }

  /** The targets to which nothing may be sent now. */
  Set<String> excluded() {
    long now = nanos.getAsLong();
    Set<String> excluded = new HashSet<>(busy);
    rests.forEach(
        (target, rest) -> {
          if (rest.until() - now > 0) {
            excluded.add(target);
          }
        });
    return excluded;
  }

  /** The callers that have all places that one caller may have. */
  Set<String> callersWithoutPlace() {
    Set<String> full = new HashSet<>();
    owners.forEach(
        (owner, count) -> {
          if (count >= ofCaller) {
            full.add(owner);
          }
        });
    return full;
  }
}
