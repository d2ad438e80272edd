package org.bailiwick.master.transactiontoken;

import org.bailiwick.master.tokenledger.TokenRecord;

/** A signed token, and its row, which must be durable before the token is sent. */
public record MintedToken(String compact, TokenRecord record) {

  /** Omits the token, because tokens are never logged (Txn-Tokens section 15.2). */
  @Override
  public String toString() {
    return "MintedToken[" + record.jti() + "]";
  }
}
