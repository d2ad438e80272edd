package org.bailiwick.master.enforcementfeed;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The streams of a node. At most {@value #MOST_POINTS} enforcement points follow it, each by one
 * connection: a newer one ends the one before. A reader that takes nothing keeps the thread of its
 * stream until the server gives up on it, also when a newer one has taken its place, so the streams
 * that have not ended yet are bounded, too.
 */
final class OpenStreams {
  static final int MOST_POINTS = 200;

  /** A server gives up on a reader after half a minute; one that comes back needs fewer. */
  static final int MOST_OF_POINT = 10;

  private final Map<String, FeedStream> newest = new HashMap<>();
  private final Map<String, Integer> unended = new HashMap<>();

  /**
   * Counts a stream that is about to run, and stops the one before.
   *
   * @throws ProblemException too-many-requests with check enforcement-feeds
   */
  synchronized void begin(String point, FeedStream stream) {
    boolean isFull = newest.size() >= MOST_POINTS && !newest.containsKey(point);
    if (isFull || unended.getOrDefault(point, 0) >= MOST_OF_POINT) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS,
          "enforcement-feeds",
          isFull
              ? "Too many enforcement points follow this node."
              : "Too many feeds of this enforcement point have not ended yet.");
    }
    unended.merge(point, 1, Integer::sum);
    Optional.ofNullable(newest.put(point, stream)).ifPresent(FeedStream::stop);
  }

  /** The stream's thread has ended. */
  synchronized void end(String point, FeedStream stream) {
    newest.remove(point, stream);
    unended.computeIfPresent(point, (name, count) -> count == 1 ? null : count - 1);
  }

  /** The number of enforcement points that follow now. */
  synchronized int points() {
    return newest.size();
  }

  /** Has all end soon. */
  synchronized void stop() {
    newest.values().forEach(FeedStream::stop);
  }
}
