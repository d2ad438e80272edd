package org.bailiwick.node.statuslist;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.bailiwick.contract.statuslist.StatusList;
import org.bailiwick.contract.statuslist.StatusType;
import org.bailiwick.node.clock.RepeatedReading;
import org.bailiwick.node.records.RecordReads;

/**
 * The statuses of all lists in memory, as far as one of a list is not VALID. They are read from the
 * ledger when somebody asks, at most once a second, and for a fifth of the time at most when a
 * reading takes long.
 */
final class StatusStates {

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final int PAUSES_PER_READING = 4;

  /**
   * After this time all rows are read again, since a revocation that was deleted by hand and is
   * restored has the time of its first record.
   */
  private static final Duration WHOLE_AFTER = Duration.ofMinutes(10);

  private static final class State {
    private final StatusList list;
    private long version = 1;
    private int notValid;

    private State(int bits) {
      list = StatusList.allValid(bits, StatusPlaces.ENTRIES);
    }

    private void set(int index, StatusType status) {
      boolean wasValid = list.find(index).orElseThrow() == StatusType.VALID.value();
      if (list.set(index, status.value())) {
        version++;
        if (wasValid || status == StatusType.VALID) {
          notValid += wasValid ? 1 : -1;
        }
      }
    }
  }

  /** What one reading finds. */
  private record Found(List<StatusPlace> revoked, List<StatusPlace> suspended) {}

  private final RecordReads reads;
  private final StatusSource source;
  private final int bits;
  private final String allValid;
  private RepeatedReading reading = new RepeatedReading();
  private long wholeNanos;
  private final Map<Long, State> states = new HashMap<>();
  private Set<StatusPlace> suspended = Set.of();
  private boolean hasRead;
  private long nextNanos;
  private RuntimeException failure;

  StatusStates(RecordReads reads, StatusSource source, int bits) {
    this.reads = reads;
    this.source = source;
    this.bits = bits;
    this.allValid = StatusList.allValid(bits, StatusPlaces.ENTRIES).encode();
  }

  /**
   * Reads what has changed, unless it was read a moment ago.
   *
   * @throws RuntimeException what the database throws, also for a second after that
   */
  synchronized void refresh(Instant now, long nanos) {
    if (hasRead && nanos - nextNanos < 0) {
      if (failure != null) {
        throw failure;
      }
      return;
    }
    long begun = System.nanoTime();
    if (!hasRead || nanos - wholeNanos >= WHOLE_AFTER.toNanos()) {
      reading = new RepeatedReading();
      wholeNanos = nanos;
    }
    hasRead = true;
    try {
      reading.read(now, nanos, this::read);
      failure = null;
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    } finally {
      long taken = System.nanoTime() - begun;
      nextNanos = nanos + Math.max(SHORTEST_PAUSE.toNanos(), PAUSES_PER_READING * taken);
    }
  }

  private void read(Instant after) {
    Found found = reads.read(em -> new Found(source.revokedAfter(em, after), source.suspended(em)));
    Set<StatusPlace> now = new HashSet<>(found.suspended());
    now.stream()
        .filter(place -> status(place) == StatusType.VALID.value())
        .forEach(place -> set(place, StatusType.SUSPENDED));
    suspended.stream()
        .filter(place -> !now.contains(place))
        .filter(place -> status(place) == StatusType.SUSPENDED.value())
        .forEach(place -> set(place, StatusType.VALID));
    suspended = now;
    found.revoked().forEach(place -> set(place, StatusType.INVALID));
  }

  private int status(StatusPlace place) {
    State state = states.get(place.list());
    OptionalInt status = state == null ? OptionalInt.empty() : state.list.find(place.index());
    return status.orElse(StatusType.VALID.value());
  }

  private void set(StatusPlace place, StatusType status) {
    states.computeIfAbsent(place.list(), any -> new State(bits)).set(place.index(), status);
  }

  /** A number that changes with the statuses of this list. */
  synchronized long version(long list) {
    State state = states.get(list);
    return state == null ? 0 : state.version;
  }

  /** The compressed text of this list. */
  synchronized String encoded(long list) {
    State state = states.get(list);
    return state == null ? allValid : state.list.encode();
  }

  /** Forgets all lists but these. */
  synchronized void retain(Set<Long> living) {
    states.keySet().retainAll(living);
  }

  /** Number of entries that are not VALID. */
  synchronized long notValid() {
    return states.values().stream().mapToLong(state -> state.notValid).sum();
  }
}
