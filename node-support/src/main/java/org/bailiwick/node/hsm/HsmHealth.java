package org.bailiwick.node.hsm;

/** Whether the token can sign, as a health check reports it. */
public sealed interface HsmHealth {

  /** The token answered a probe. */
  record Up() implements HsmHealth {}

  /**
   * The token can't sign.
   *
   * @param reason a sentence for the operator, without secrets
   */
  record Down(String reason) implements HsmHealth {}
}
