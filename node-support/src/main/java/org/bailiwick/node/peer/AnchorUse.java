package org.bailiwick.node.peer;

/** What an anchor is trusted for; it counts for nothing else. */
public enum AnchorUse {
  /** Issues to agents of the own domain and, as TLS certificates, to its nodes. */
  AGENTS,
  /** Issues to operators of the own domain and, as client certificates, to its nodes. */
  OPERATORS,
  /** Issues to workloads of one partner domain. */
  FOREIGN
}
