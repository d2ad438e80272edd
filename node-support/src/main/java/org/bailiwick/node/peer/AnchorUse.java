package org.bailiwick.node.peer;

/** The only purpose for which a trust anchor is trusted. */
public enum AnchorUse {
  /** Issues to agents, services and devices of this domain and, for TLS, to its nodes. */
  AGENTS,
  /** Issues to operators of this domain and, as client certificates, to its nodes. */
  OPERATORS,
  /** Issues to workloads of one partner domain. */
  FOREIGN,
  /** Issues, as client certificates, to the nodes of one partner domain. */
  PARTNER_NODES
}
