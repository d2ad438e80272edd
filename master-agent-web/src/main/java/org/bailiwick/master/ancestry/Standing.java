package org.bailiwick.master.ancestry;

/** Whether a token still stands, together with everything it came from. */
public sealed interface Standing {

  /** Nothing on the way up to its root has been ended. */
  record Live(TokenRecord token) implements Standing {}

  /** It, or one that it came from, was ended for this reason. */
  record Ended(String reason) implements Standing {}

  /** We never issued it. */
  record Unknown() implements Standing {}
}
