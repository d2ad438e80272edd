package org.bailiwick.master.transactiontoken;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import org.bailiwick.master.tokenledger.TokenRecord;

/**
 * The common claims of all tokens of one job: transaction id, principal, calling agent with the
 * serial number of its credential, job and purpose. No token has a wider scope or a later expiry
 * than {@code root}.
 */
public record Transaction(
    String txn, String principal, String jobId, String purpose, TokenRecord root) {

  String caller() {
    return root.origin().caller().name();
  }

  JsonObject context() {
    return Json.createObjectBuilder()
        .add("job", jobId)
        .add("purpose", purpose)
        .add("caller", caller())
        .build();
  }
}
