package org.bailiwick.node.hsm;

/** The outcome of giving a PIN to a running node. */
public sealed interface Activation {

  /** The token took it, and the node is logged in. */
  record Done() implements Activation {}

  /** The node has a PIN that was not refused; the one given was not looked at. */
  record AlreadyActive() implements Activation {}

  /** The token refused it, at the one try that was made; the node is as it was before. */
  record PinRefused() implements Activation {}

  /**
   * The token could not be asked.
   *
   * @param reason a sentence for the operator, without secrets
   */
  record Unavailable(String reason) implements Activation {}
}
