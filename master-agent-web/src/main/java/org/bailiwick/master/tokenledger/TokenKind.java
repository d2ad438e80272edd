package org.bailiwick.master.tokenledger;

import java.util.Locale;

/**
 * The kind of a row in the token ledger: an access token, the root of a job or a person's session
 * (for which no signed token exists), the token for one attempt at a step, a replacement of such a
 * token, a grant for another domain's authorization server, or an access token that a partner's
 * server has issued and that was accepted here.
 */
public enum TokenKind {
  ACCESS,
  JOB,
  STEP,
  REPLACEMENT,
  GRANT,
  SESSION,
  PARTNER;

  /** The text in the database. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
