package org.bailiwick.aca.ledger;

import org.bailiwick.contract.credential.SerialNumber;

/** Names one certificate: serial numbers are unique per issuer only. */
public record CredentialRef(String issuerId, SerialNumber serial) {

  @Override
  public String toString() {
    return issuerId + "/" + serial.hex();
  }
}
