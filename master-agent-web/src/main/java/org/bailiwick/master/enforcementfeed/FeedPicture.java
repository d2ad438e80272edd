package org.bailiwick.master.enforcementfeed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What enforcement points have to know, as it is now, and its last changes in their order. The
 * memory does not depend on the number of readers: each has only a position, and one that is behind
 * the changes which are kept begins with the whole again.
 */
final class FeedPicture {
  private static final int MOST_CHANGES = 20_000;
  private static final long NANOS_OF_MILLI = 1_000_000;

  /** Tells positions of this process from those of others. */
  private final String process = UUID.randomUUID().toString();

  private final int most;
  private final Map<String, FeedEvent> present = new LinkedHashMap<>();
  private final Deque<FeedEvent> changes = new ArrayDeque<>();
  private long last;
  private long woken;

  /**
   * The whole picture at one moment.
   *
   * @param number the last change that it has
   */
  record Whole(long number, List<FeedEvent> events) {}

  FeedPicture() {
    this(MOST_CHANGES);
  }

  /** A picture that keeps this many changes. */
  FeedPicture(int most) {
    this.most = most;
  }

  /** Stores what is so now under this key, unless it was so before. */
  synchronized void put(String key, String name, String data) {
    FeedEvent before = present.get(key);
    if (before == null || !before.data().equals(data)) {
      present.put(key, change(name, data));
    }
  }

  /** Removes what was so under this key, and tells of it by this event. */
  synchronized void remove(String key, String name, String data) {
    if (present.remove(key) != null) {
      FeedEvent unused = change(name, data);
    }
  }

  /** Leaves out of the whole picture what need not be told again. */
  synchronized void forget(String key) {
    present.remove(key);
  }

  /** What is so now under this key. */
  synchronized Optional<String> data(String key) {
    return Optional.ofNullable(present.get(key)).map(FeedEvent::data);
  }

  /** The keys that begin so. */
  synchronized List<String> keys(String beginning) {
    return present.keySet().stream().filter(key -> key.startsWith(beginning)).toList();
  }

  private FeedEvent change(String name, String data) {
    last++;
    FeedEvent event = new FeedEvent(last, name, data);
    changes.addLast(event);
    if (changes.size() > most) {
      changes.removeFirst();
    }
    notifyAll();
    return event;
  }

  /** Everything that is so now. */
  synchronized Whole whole() {
    return new Whole(last, new ArrayList<>(present.values()));
  }

  /** Up to so many changes after this one; empty if some of them are not kept any more. */
  synchronized Optional<List<FeedEvent>> after(long number, int atMost) {
    long missing = last - number;
    if (missing < 0 || missing > changes.size()) {
      return Optional.empty();
    }
    return Optional.of(changes.stream().skip(changes.size() - missing).limit(atMost).toList());
  }

  /** Waits until there is a change after this one, or somebody wakes the readers, or so long. */
  synchronized void await(long number, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    long before = woken;
    long rest = atMost.toMillis() + 1;
    while (last <= number && woken == before && rest > 0) {
      wait(rest);
      rest = (end - System.nanoTime()) / NANOS_OF_MILLI;
    }
  }

  /** Has all who wait go on. */
  synchronized void wake() {
    woken++;
    notifyAll();
  }

  /** The position of a reader, as the id of an event. */
  String position(long number) {
    return process + "/" + number;
  }

  /** The number in a position; empty for one of another process, and for any other text. */
  Optional<Long> number(String position) {
    String own = process + "/";
    if (!position.startsWith(own) || !position.substring(own.length()).matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(Long.valueOf(position.substring(own.length())));
  }
}
