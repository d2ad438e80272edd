package org.bailiwick.ars.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * The last heartbeat of an agent. It is the agent's own statement, which nobody has signed.
 *
 * @param at when the registry received it
 * @param ttl the time within which the agent wants to send the next one
 * @param load how busy the agent is, from 0 to 100; empty if it does not say
 */
public record Heartbeat(Instant at, Duration ttl, OptionalInt load) {

  /**
   * Whether the next heartbeat is overdue. One that is far in the future, as after the clock was
   * set back, does not count.
   */
  public boolean isSilent(Instant now) {
    return Duration.between(at, now).abs().compareTo(ttl) > 0;
  }

  /** Whether the agent has said by it that it will send no more. */
  boolean isLast() {
    return ttl.isZero();
  }
}
