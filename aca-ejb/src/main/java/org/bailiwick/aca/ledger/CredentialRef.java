package org.bailiwick.aca.ledger;

import org.bailiwick.contract.credential.SerialNumber;

/** Names one certificate: a serial number means something under its issuer only. */
public record CredentialRef(String issuerId, SerialNumber serial) {

  @Override
  public String toString() {
    return issuerId + "/" + serial.hex();
  }
}
