package org.bailiwick.contract.credential;

import java.util.Locale;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The CRLReason codes with which a credential can be revoked (RFC 5280 section 5.3.1). Certificate
 * hold is not among them, because a revocation is final.
 */
public enum RevocationReason {
  UNSPECIFIED(0),
  KEY_COMPROMISE(1),
  CA_COMPROMISE(2),
  AFFILIATION_CHANGED(3),
  SUPERSEDED(4),
  CESSATION_OF_OPERATION(5),
  PRIVILEGE_WITHDRAWN(9),
  AA_COMPROMISE(10);

  private final int code;

  RevocationReason(int code) {
    this.code = code;
  }

  /** The CRLReason code. */
  public int code() {
    return code;
  }

  /** The text in requests and answers, for example {@code key-compromise}. */
  public String token() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static RevocationReason parse(String token) {
    for (RevocationReason reason : values()) {
      if (reason.token().equals(token)) {
        return reason;
      }
    }
    throw new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "revocation-reason",
        "The revocation reason is not one that RFC 5280 defines");
  }
}
