package org.bailiwick.command.campus.session;

/**
 * What a switch has answered to a Disconnect-Request.
 *
 * @param acknowledged whether it has ended the session
 * @param cause the Error-Cause of a refusal (RFC 5176 section 3.5), 0 if it gave none
 */
record DisconnectAnswer(boolean acknowledged, int cause) {
  private static final int UNSUPPORTED_ATTRIBUTE = 401;
  private static final int SESSION_NOT_FOUND = 503;

  /** Whether the switch has no such session. */
  boolean isNoSession() {
    return !acknowledged && cause == SESSION_NOT_FOUND;
  }

  /**
   * Whether the same session may be found by fewer attributes: the switch knows the machine by
   * another name, or takes only some attributes.
   */
  boolean wantsFewerAttributes() {
    return isNoSession() || (!acknowledged && cause == UNSUPPORTED_ATTRIBUTE);
  }
}
