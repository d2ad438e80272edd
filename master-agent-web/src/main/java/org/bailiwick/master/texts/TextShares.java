package org.bailiwick.master.texts;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Bounds the length of the jobs that requests have in memory at once, because a request with a long
 * job needs several times its length. The requests about the jobs of one trust domain's callers
 * have half of it.
 */
public final class TextShares {

  private static final int PART_OF_ONE_DOMAIN = 2;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final long most;
  private final Map<String, Long> ofDomains = new HashMap<>();
  private long all;

  public TextShares(long most) {
    this.most = most;
  }

  /**
   * Does the work while it holds texts of this length.
   *
   * @throws ProblemException too-many-requests with check job-memory when there is no room
   */
  public <T> T holding(String domain, long length, Supplier<T> work) {
    take(domain, length);
    try {
      return work.get();
    } finally {
      add(domain, -length);
    }
  }

  private synchronized void take(String domain, long length) {
    long ofDomain = ofDomains.getOrDefault(domain, 0L);
    // A text that is longer than all texts may be is let in alone, so that it is served at all.
    boolean domainRoom = ofDomain == 0 || ofDomain + length <= most / PART_OF_ONE_DOMAIN;
    if (!domainRoom || (all > 0 && all + length > most)) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "job-memory",
              "Too many large jobs are being accepted or read at the moment.")
          .after(PAUSE);
    }
    add(domain, length);
  }

  private synchronized void add(String domain, long length) {
    all += length;
    long ofDomain = ofDomains.getOrDefault(domain, 0L) + length;
    if (ofDomain == 0) {
      ofDomains.remove(domain);
    } else {
      ofDomains.put(domain, ofDomain);
    }
  }
}
