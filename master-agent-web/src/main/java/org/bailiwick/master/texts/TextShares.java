package org.bailiwick.master.texts;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Bounds the length of the jobs that requests have in memory at once, because a request with a long
 * job needs several times its length. The requests about one caller's jobs have half of it.
 */
public final class TextShares {

  private static final int PART_OF_ONE_CALLER = 2;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final long most;
  private final Map<String, Long> ofCallers = new HashMap<>();
  private long all;

  public TextShares(long most) {
    this.most = most;
  }

  /**
   * Does the work while it holds texts of this length.
   *
   * @throws ProblemException too-many-requests with check job-memory when there is no room
   */
  public <T> T holding(String caller, long length, Supplier<T> work) {
    take(caller, length);
    try {
      return work.get();
    } finally {
      add(caller, -length);
    }
  }

  private synchronized void take(String caller, long length) {
    long own = ofCallers.getOrDefault(caller, 0L);
    // A text that is longer than all texts may be is let in alone, so that it is served at all.
    boolean ownRoom = own == 0 || own + length <= most / PART_OF_ONE_CALLER;
    if (!ownRoom || (all > 0 && all + length > most)) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "job-memory",
              "Too many large jobs are being accepted or read at the moment.")
          .after(PAUSE);
    }
    add(caller, length);
  }

  private synchronized void add(String caller, long length) {
    all += length;
    long own = ofCallers.getOrDefault(caller, 0L) + length;
    if (own == 0) {
      ofCallers.remove(caller);
    } else {
      ofCallers.put(caller, own);
    }
  }
}
