package org.bailiwick.master.tokenledger;

import java.util.Locale;

/**
 * What a row of the ledger stands for: an access token, a job's transaction (no token of which ever
 * leaves), the token of one attempt at a step, or one that replaced such a token.
 */
public enum TokenKind {
  ACCESS,
  JOB,
  STEP,
  REPLACEMENT;

  /** As the database holds it. */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }
}
