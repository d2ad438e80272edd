package org.bailiwick.node.hsm;

/** The outcome of giving a PIN to a running node. */
public sealed interface Activation {

  /** The token accepted the PIN, and the node is logged in. */
  record Done() implements Activation {}

  /** The node already has a PIN that was not refused; the given one was not tried. */
  record AlreadyActive() implements Activation {}

  /** The token refused the PIN, which was tried once; the node's state has not changed. */
  record PinRefused() implements Activation {}

  /**
   * The token could not be asked.
   *
   * @param reason a sentence for the operator, without secrets
   */
  record Unavailable(String reason) implements Activation {}
}
