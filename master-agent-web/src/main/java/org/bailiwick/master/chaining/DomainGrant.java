package org.bailiwick.master.chaining;

import org.bailiwick.master.tokenledger.TokenRecord;

/**
 * A grant as it is sent, and its row, which is stored.
 *
 * @param scope in the words of the domain that the grant is for
 */
public record DomainGrant(GrantForm form, String compact, String scope, TokenRecord record) {

  /** Omits the grant, because grants are never logged. */
  @Override
  public String toString() {
    return "DomainGrant[" + record.jti() + "]";
  }
}
