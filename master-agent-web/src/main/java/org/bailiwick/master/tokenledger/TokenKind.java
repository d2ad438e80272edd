package org.bailiwick.master.tokenledger;

import java.util.Locale;

/**
 * The kind of a row in the token ledger: an access token, the root of a job or a person's session
 * (for which no signed token exists), the token for one attempt at a step, a replacement of such a
 * token, or a grant for another domain's authorization server.
 */
public enum TokenKind {
  ACCESS,
  JOB,
  STEP,
  REPLACEMENT,
  GRANT,
  SESSION;

  /** The text in the database. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
