package org.bailiwick.master.introspection;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.accesstokens.AccessTokenTerms;

/** A partner's authorization server whose access tokens may count, and on which terms they do. */
public record TokenServer(Partner partner, AuthorizationServer server, AccessTokenTerms terms) {

  /** The beginning of the names of checks. */
  public static final String CHECKS = "partner-token";

  public String issuer() {
    return server.issuer();
  }

  /** An access-token-invalid refusal; the check begins with {@link #CHECKS}. */
  public static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, CHECKS + "-" + check, detail);
  }
}
