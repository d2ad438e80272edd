package org.bailiwick.enforcement;

import org.bailiwick.policy.bundle.VerifiedBundle;

/**
 * Is told of the domain, as the Master Agent's feed tells of it. One thread calls it, and the feed
 * waits while it works.
 */
public interface FeedListener {

  /** A whole picture begins: what it does not name until {@link #synced} is not so any more. */
  default void picture() {}

  /** This bundle is in force from now on. */
  default void bundle(VerifiedBundle bundle) {}

  /** An agent is new or has changed. */
  void agent(AgentFacts agent);

  /** A credential of the domain is revoked, for good. */
  void revoked(RevokedSerial credential);

  /** One workload may call another one now. */
  void task(TaskFlow task);

  /** A task has ended; it may be one that was never told of. */
  void taskEnded(String task);

  /** All of a picture, or of what was missed, has been told. */
  void synced();

  /**
   * The feed has been away for longer than the enforcement point may go on by itself. Everything is
   * denied until {@link #synced}.
   */
  default void cutOff() {}
}
