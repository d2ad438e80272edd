package org.bailiwick.client.renewal;

/** Whether a renewal says which credential it replaces. */
public enum Succession {
  /** It does: the authority can tell a clone by it. */
  NAMED,

  /** It must not: each join token is a subject of its own, and was asked for without. */
  UNNAMED
}
