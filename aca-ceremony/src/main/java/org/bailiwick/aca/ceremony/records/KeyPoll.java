package org.bailiwick.aca.ceremony.records;

import java.time.Duration;
import org.bailiwick.node.trust.BundlePoll;
import org.bailiwick.node.trust.VerificationKeys;

/** A document that nodes read periodically, so that they know a new key before it signs. */
public enum KeyPoll {
  TRUST_BUNDLE("the trust bundle", BundlePoll.PERIOD),
  EVENT_KEYS("the key set of events", VerificationKeys.RENEWAL);

  /** The time for the authority to import the record and for nodes to finish reading. */
  private static final Duration ALLOWANCE = Duration.ofMinutes(1);

  private final String document;
  private final Duration period;

  KeyPoll(String document, Duration period) {
    this.document = document;
    this.period = period;
  }

  /** The longest time from the publication of a key until every node has read it. */
  public Duration period() {
    return period;
  }

  /** The shortest time from a ceremony until its key is used. */
  public Duration shortestNotice() {
    return period.plus(ALLOWANCE);
  }

  /** States document and period for the message of a refusal. */
  public String text() {
    return "nodes read " + document + " every " + period;
  }
}
