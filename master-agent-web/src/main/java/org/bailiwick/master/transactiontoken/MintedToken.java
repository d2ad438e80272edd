package org.bailiwick.master.transactiontoken;

import org.bailiwick.master.tokenledger.TokenRecord;

/** A signed token and the row that must be durable before it leaves. */
public record MintedToken(String compact, TokenRecord record) {

  /** Without the token itself: it is never logged (section 15.2). */
  @Override
  public String toString() {
    return "MintedToken[" + record.jti() + "]";
  }
}
