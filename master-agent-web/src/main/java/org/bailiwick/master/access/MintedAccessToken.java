package org.bailiwick.master.access;

import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.statuslist.StatusPlace;

/** A token as it is sent, and its row and its place in a status list, which are stored. */
public record MintedAccessToken(String compact, TokenRecord record, StatusPlace place) {

  /** Omits the token, because tokens are never logged. */
  @Override
  public String toString() {
    return "MintedAccessToken[" + record.jti() + "]";
  }
}
