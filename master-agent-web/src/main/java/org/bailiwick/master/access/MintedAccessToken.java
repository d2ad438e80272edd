package org.bailiwick.master.access;

import org.bailiwick.master.tokenledger.TokenRecord;

/** A token as it is sent, and its row, which is stored. */
public record MintedAccessToken(String compact, TokenRecord record) {

  /** Omits the token, because tokens are never logged. */
  @Override
  public String toString() {
    return "MintedAccessToken[" + record.jti() + "]";
  }
}
