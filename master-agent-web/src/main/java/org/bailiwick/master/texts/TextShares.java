package org.bailiwick.master.texts;

import java.time.Duration;
import java.util.function.Supplier;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Bounds the length of the jobs that requests have in memory at once, because a request with a long
 * job needs several times its length. The requests about the jobs of one trust domain's callers
 * have half of it.
 */
public final class TextShares {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final DomainLengths lengths;

  public TextShares(long most) {
    this.lengths = new DomainLengths(most);
  }

  /**
   * Does the work while it holds texts of this length.
   *
   * @throws ProblemException too-many-requests with check job-memory when there is no room
   */
  public <T> T holding(TrustDomain domain, long length, Supplier<T> work) {
    take(domain, length);
    try {
      return work.get();
    } finally {
      giveBack(domain, length);
    }
  }

  private synchronized void take(TrustDomain domain, long length) {
    if (!lengths.fitsDomain(domain, length) || !lengths.fitsAll(length)) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "job-memory",
              "Too many large jobs are being accepted or read at the moment.")
          .after(PAUSE);
    }
    lengths.add(domain, length);
  }

  private synchronized void giveBack(TrustDomain domain, long length) {
    lengths.add(domain, -length);
  }
}
