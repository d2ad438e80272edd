package org.bailiwick.policy.cedar;

/** Reports a text that is no list of policies, or no schema; the message says why. */
public final class UnreadablePolicyException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadablePolicyException(String message) {
    this(message, null);
  }

  UnreadablePolicyException(String message, Exception cause) {
    super(message, cause);
  }
}
