package org.bailiwick.ars.lifecycle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.records.RecordReads;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The last heartbeat of each agent, in memory. Now and then they are stored, so that a restart
 * forgets little and other nodes on the database know of them.
 */
public final class Heartbeats {
  /** The least time between two heartbeats of one agent. */
  static final Duration PACE = Duration.ofSeconds(1);

  /** A heartbeat is stored when the stored one is older than this part of the time to live. */
  private static final int STORED_PARTS = 3;

  /** The most batches that are stored at a time, so that reading is not put off. */
  private static final int MOST_BATCHES = 20;

  /** Agents are looked at in so many parts, one at a time, whether their listing has ended. */
  static final int PARTS = 32;

  /** A part is looked at each time that {@link #keep} has run so often. */
  private static final int RUNS_FOR_PART = 30;

  /** What is known of an agent: its last heartbeat, and the time of the stored one. */
  private record Known(Heartbeat beat, Instant storedAt) {
    boolean isDue() {
      return beat.at().isAfter(storedAt)
          && Duration.between(storedAt, beat.at()).compareTo(beat.ttl().dividedBy(STORED_PARTS))
              >= 0;
    }
  }

  private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();
  private final AtomicLong received = new AtomicLong();
  private final HeartbeatStore store;
  private final Clock clock;
  private long readTo;
  private int runs;
  private volatile boolean loaded;
  private volatile long silent;

  public Heartbeats(RecordReads reads, GroupWriter writer, Clock clock) {
    this.store = new HeartbeatStore(reads, writer);
    this.clock = clock;
  }

  /** The last heartbeat of the agent; empty if it never sent one, or has said that it ends. */
  public Optional<Heartbeat> of(String agentId) {
    requireLoaded();
    return Optional.ofNullable(known.get(agentId)).map(Known::beat).filter(beat -> !beat.isLast());
  }

  /** The number of agents whose heartbeat was overdue when {@link #keep} ran last. */
  public long silent() {
    return silent;
  }

  /** The number of heartbeats that this node received since its start. */
  public long received() {
    return received.get();
  }

  /**
   * Takes a heartbeat that arrives now.
   *
   * @return whether the agent begins, or begins again, to send heartbeats, or ends it
   * @throws ProblemException too-many-requests when the one before is less than a second old
   */
  boolean beat(String agentId, Heartbeat beat) {
    requireLoaded();
    boolean[] turns = {false};
    known.compute(
        agentId,
        (id, before) -> {
          if (before != null) {
            requirePace(before.beat(), beat);
          }
          boolean alive =
              before != null && !before.beat().isLast() && !before.beat().isSilent(beat.at());
          turns[0] = alive == beat.isLast();
          // A turn is stored at once, whatever the time to live.
          return new Known(beat, turns[0] || before == null ? Instant.EPOCH : before.storedAt());
        });
    received.incrementAndGet();
    return turns[0];
  }

  private static void requirePace(Heartbeat before, Heartbeat next) {
    if (Duration.between(before.at(), next.at()).abs().compareTo(PACE) < 0) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "heartbeat-pace",
              "An agent sends at most one heartbeat a second")
          .after(PACE);
    }
  }

  /**
   * Stores what is due and reads what other nodes have stored. It is called every few seconds, by
   * one thread.
   */
  public void keep() {
    for (int batches = 0; batches < MOST_BATCHES; batches++) {
      Map<String, Heartbeat> due = due();
      if (due.isEmpty()) {
        break;
      }
      store.write(due);
      due.forEach(this::stored);
    }
    follow();
    Instant now = clock.instant();
    if (runs++ % RUNS_FOR_PART == 0) {
      forgetEnded(runs / RUNS_FOR_PART % PARTS, now);
    }
    silent =
        known.values().stream()
            .map(Known::beat)
            .filter(beat -> !beat.isLast() && beat.isSilent(now))
            .count();
  }

  /** Forgets silent agents of this part whose listing has ended, here and in the database. */
  void forgetEnded(int part, Instant now) {
    List<String> quiet =
        known.entrySet().stream()
            .filter(each -> Math.floorMod(each.getKey().hashCode(), PARTS) == part)
            .filter(each -> each.getValue().beat().isSilent(now))
            .map(Map.Entry::getKey)
            .toList();
    for (int from = 0; from < quiet.size(); from += HeartbeatStore.BATCH) {
      List<String> ended =
          store.ended(quiet.subList(from, Math.min(quiet.size(), from + HeartbeatStore.BATCH)));
      if (!ended.isEmpty()) {
        store.forget(ended);
        ended.forEach(
            id ->
                known.computeIfPresent(
                    id, (same, state) -> state.beat().isSilent(now) ? null : state));
      }
    }
  }

  private Map<String, Heartbeat> due() {
    Map<String, Heartbeat> due = new HashMap<>();
    for (Map.Entry<String, Known> each : known.entrySet()) {
      if (each.getValue().isDue()) {
        due.put(each.getKey(), each.getValue().beat());
        if (due.size() == HeartbeatStore.BATCH) {
          break;
        }
      }
    }
    return due;
  }

  /** The agent may have sent another heartbeat meanwhile. */
  private void stored(String agentId, Heartbeat beat) {
    known.computeIfPresent(agentId, (id, now) -> new Known(now.beat(), beat.at()));
  }

  private void requireLoaded() {
    if (!loaded) {
      follow();
    }
  }

  private synchronized void follow() {
    Instant now = clock.instant();
    HeartbeatStore.Page page;
    do {
      page = store.after(readTo);
      page.beats().forEach((agentId, beat) -> read(agentId, beat, now));
      readTo = page.last();
    } while (page.more());
    loaded = true;
  }

  /** The clock of the node that has stored a heartbeat may be ahead of this node's. */
  private void read(String agentId, Heartbeat stored, Instant now) {
    Heartbeat beat =
        stored.at().isAfter(now) ? new Heartbeat(now, stored.ttl(), stored.load()) : stored;
    known.merge(
        agentId,
        new Known(beat, beat.at()),
        (mine, read) -> read.beat().at().isAfter(mine.beat().at()) ? read : mine);
  }
}
