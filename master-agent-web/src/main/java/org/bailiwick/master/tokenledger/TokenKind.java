package org.bailiwick.master.tokenledger;

import java.util.Locale;

/**
 * The kind of a row of the token ledger: an access token, a job's transaction (which has no token
 * outside), the token of one attempt at a step, or a replacement of such a token.
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
