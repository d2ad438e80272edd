package org.bailiwick.master.persongrant;

import org.bailiwick.master.tokenledger.TokenRecord;

/** An access token and a refresh token as they are sent, and the row of the former. */
public record PersonToken(String compact, String refreshToken, TokenRecord record) {

  /** Omits the tokens, because tokens are never logged. */
  @Override
  public String toString() {
    return "PersonToken[" + record.jti() + "]";
  }
}
