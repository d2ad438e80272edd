package org.bailiwick.master.texts;

import java.util.HashMap;
import java.util.Map;
import org.bailiwick.contract.identity.TrustDomain;

/**
 * The length of the texts in memory, of all trust domains and of each. One trust domain has half of
 * a bound. It is not safe for several threads.
 */
final class DomainLengths {

  private static final int PART_OF_ONE_DOMAIN = 2;

  private final long most;
  private final Map<TrustDomain, Long> ofDomains = new HashMap<>();
  private long all;

  DomainLengths(long most) {
    this.most = most;
  }

  /** Whether the domain has room; a text that is longer than its share is let in alone. */
  boolean fitsDomain(TrustDomain domain, long length) {
    return fits(ofDomains.getOrDefault(domain, 0L), length, most / PART_OF_ONE_DOMAIN);
  }

  /** Whether there is room beside all domains; a text that is longer than all is let in alone. */
  boolean fitsAll(long length) {
    return fits(all, length, most);
  }

  private static boolean fits(long others, long length, long most) {
    return others == 0 || others + length <= most;
  }

  /** Adds a length, or takes it away if it is negative. */
  void add(TrustDomain domain, long length) {
    all += length;
    ofDomains.merge(domain, length, DomainLengths::sum);
  }

  /** The sum; null, which removes the entry, if nothing is left. */
  private static Long sum(long before, long length) {
    return before + length == 0 ? null : Long.valueOf(before + length);
  }
}
