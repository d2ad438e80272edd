package org.bailiwick.ars.eventdelivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.bailiwick.ars.eventstream.EventStream;

/**
 * To which receivers this process posts now. A stream has one place, and a receiver with several
 * streams two; streams whose last try failed have half of the places together, so that dead
 * receivers leave places to others. A stream that fails rests, for a pause that doubles.
 */
final class PushPlaces {
  static final int AT_ONCE = 8;
  private static final int OF_RECEIVER = 2;
  private static final int OF_FAILING = AT_ONCE / 2;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 10;

  private record Rest(int failures, long until) {}

  private final LongSupplier nanos;
  private final Map<String, String> busy = new HashMap<>();
  private final Map<String, Rest> rests = new HashMap<>();

  /** {@code nanos} counts elapsed time, as {@link System#nanoTime} does. */
  PushPlaces(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The pause after so many failures in a row. */
  static Duration pause(int failures) {
    Duration wanted = FIRST_PAUSE.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
    return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
  }

  /** Takes a place for the stream; false if there is none for it now. */
  synchronized boolean begin(EventStream stream) {
    Rest rest = rests.get(stream.id());
    boolean isResting = rest != null && rest.until() - nanos.getAsLong() > 0;
    long own = busy.values().stream().filter(stream.owner()::equals).count();
    long failing = busy.keySet().stream().filter(rests::containsKey).count();
    if (isResting
        || busy.containsKey(stream.id())
        || busy.size() >= AT_ONCE
        || own >= OF_RECEIVER
        || (rest != null && failing >= OF_FAILING)) {
      return false;
    }
    busy.put(stream.id(), stream.owner());
    return true;
  }

  synchronized void succeeded(String stream) {
    busy.remove(stream);
    rests.remove(stream);
  }

  /** Gives the place back, and has the stream rest. */
  synchronized void failed(String stream) {
    busy.remove(stream);
    int failures = failures(stream) + 1;
    rests.put(stream, new Rest(failures, nanos.getAsLong() + pause(failures).toNanos()));
  }

  /** How often the stream has failed in a row. */
  synchronized int failures(String stream) {
    Rest rest = rests.get(stream);
    return rest == null ? 0 : rest.failures();
  }

  /** Forgets streams that are gone. */
  synchronized void keepOnly(Set<String> streams) {
    rests.keySet().retainAll(new HashSet<>(streams));
  }
}
