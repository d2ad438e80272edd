package org.bailiwick.client.renewal;

/** Whether a renewal names the credential that it replaces. */
public enum Succession {
  /** It names the credential, so that the authority can detect a clone. */
  NAMED,

  /** It names none; a join token is a new attested subject, which has no earlier credential. */
  UNNAMED
}
