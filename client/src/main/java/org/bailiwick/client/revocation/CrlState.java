package org.bailiwick.client.revocation;

/** What CRLs say about a certificate. */
public enum CrlState {
  GOOD,
  REVOKED,
  /** No CRL that is in force says anything about it. */
  UNKNOWN
}
