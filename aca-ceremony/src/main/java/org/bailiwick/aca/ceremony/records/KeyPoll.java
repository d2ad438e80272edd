package org.bailiwick.aca.ceremony.records;

import java.time.Duration;
import org.bailiwick.node.trust.BundlePoll;
import org.bailiwick.node.trust.VerificationKeys;

/** What nodes read again and again, by which they hear of a new key before it signs. */
public enum KeyPoll {
  TRUST_BUNDLE("the trust bundle", BundlePoll.PERIOD),
  EVENT_KEYS("the key set of events", VerificationKeys.RENEWAL);

  /** The authority takes the record over meanwhile, and the reading comes to its end. */
  private static final Duration ALLOWANCE = Duration.ofMinutes(1);

  private final String document;
  private final Duration period;

  KeyPoll(String document, Duration period) {
    this.document = document;
    this.period = period;
  }

  /** How long a key is published before every node has read of it. */
  public Duration period() {
    return period;
  }

  /** How long before its service a ceremony may be held at the least. */
  public Duration shortestNotice() {
    return period.plus(ALLOWANCE);
  }

  /** The poll and its period, for whoever is refused by it. */
  public String text() {
    return "nodes read " + document + " every " + period;
  }
}
