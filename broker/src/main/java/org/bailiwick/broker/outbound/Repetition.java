package org.bailiwick.broker.outbound;

/** What the repetition of an operation does, when nobody knows whether the first try was done. */
public enum Repetition {
  /** The operation changes nothing. */
  READS,
  /** It changes something, and doing it twice has the effect of doing it once. */
  REPEATABLE,
  /** Doing it twice has its effect twice. */
  ONCE
}
