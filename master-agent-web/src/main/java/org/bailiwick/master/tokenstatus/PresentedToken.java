package org.bailiwick.master.tokenstatus;

import jakarta.json.JsonObject;
import org.bailiwick.master.tokenledger.TokenRecord;

/** A token that was shown, after it was compared with keys and ledger. */
sealed interface PresentedToken {

  /** This domain has signed the token, and neither expiry nor the ledger has ended it. */
  record Valid(TokenRecord record, JsonObject claims) implements PresentedToken {}

  /** The token is not valid now; the check is for the audit log only. */
  record Invalid(String check) implements PresentedToken {}
}
