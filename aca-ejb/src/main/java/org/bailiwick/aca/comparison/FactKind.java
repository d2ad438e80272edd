package org.bailiwick.aca.comparison;

import java.util.Locale;

/** Tables with one audit event for each row. */
enum FactKind {
  ISSUANCE,
  COMPLETION,
  REVOCATION,
  COMPROMISED_KEY,
  IDENTITY_FREEZE,
  IDENTITY_RELEASE,
  USER_WITHDRAWAL,
  REVOCATION_SCHEDULE,
  REVOCATION_SCHEDULE_END,
  REVOCATION_PROPOSAL,
  REVOCATION_PROPOSAL_END;

  String table() {
    return name().toLowerCase(Locale.ROOT);
  }
}
