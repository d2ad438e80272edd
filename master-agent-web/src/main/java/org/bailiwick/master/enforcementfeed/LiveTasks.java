package org.bailiwick.master.enforcementfeed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the live tasks of all nodes in the picture. What was issued or ended lately is read at each
 * look, and everything from time to time, which finds what a node with another time of day has
 * stored. It is used by one thread at a time.
 */
final class LiveTasks {

  /** The clocks of nodes differ by less, and a row becomes visible within this time. */
  private static final Duration LATELY = Duration.ofSeconds(10);

  private static final Duration WHOLE = Duration.ofSeconds(5);

  private final TaskRows rows;
  private final FeedPicture picture;
  private final Clock clock;
  private final Map<String, LiveTask> tasks = new HashMap<>(); // by token
  private final Map<String, Set<String>> tokens = new HashMap<>(); // by each of their ancestors
  private Optional<Instant> wholeAt = Optional.empty();
  private volatile Instant readAt = Instant.MIN;

  LiveTasks(TaskRows rows, FeedPicture picture, Clock clock) {
    this.rows = rows;
    this.picture = picture;
    this.clock = clock;
  }

  /** When the rows were last read. */
  Instant readAt() {
    return readAt;
  }

  /** Reads what has changed. */
  void look() {
    Instant now = clock.instant();
    boolean whole =
        wholeAt.isEmpty()
            || now.isBefore(wholeAt.get())
            || !now.isBefore(wholeAt.get().plus(WHOLE));
    Instant since = whole ? Instant.EPOCH : now.minus(LATELY);
    Collection<String> ended = whole ? rows.ended(tokens.keySet()) : rows.endedAfter(since);
    ended.forEach(this::end);
    List.copyOf(tasks.values()).stream()
        .filter(task -> !now.isBefore(task.until()))
        .forEach(this::remove);
    rows.live(since, now, Set.copyOf(tasks.keySet())).forEach(this::add);
    if (whole) {
      wholeAt = Optional.of(now);
    }
    readAt = now;
  }

  private void add(LiveTask task) {
    String token = task.ancestors().getFirst();
    tasks.put(token, task);
    task.ancestors()
        .forEach(each -> tokens.computeIfAbsent(each, id -> new HashSet<>()).add(token));
    picture.put(task.key(), LiveTask.STARTED, task.started());
  }

  private void end(String ancestor) {
    new ArrayList<>(tokens.getOrDefault(ancestor, Set.of()))
        .stream().map(tasks::get).forEach(this::remove);
  }

  private void remove(LiveTask task) {
    String token = task.ancestors().getFirst();
    tasks.remove(token);
    task.ancestors()
        .forEach(
            each ->
                tokens.computeIfPresent(
                    each,
                    (id, left) -> {
                      left.remove(token);
                      return left.isEmpty() ? null : left;
                    }));
    picture.remove(task.key(), LiveTask.ENDED, task.ended());
  }
}
