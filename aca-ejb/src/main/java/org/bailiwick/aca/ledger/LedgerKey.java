package org.bailiwick.aca.ledger;

/** Primary key of issuance, completion and revocation. */
record LedgerKey(String issuerId, String serial) {

  static LedgerKey of(CredentialRef ref) {
    return new LedgerKey(ref.issuerId(), ref.serial().hex());
  }
}
