package org.bailiwick.master.method;

import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;

/** One way in which a caller shows who it is, such as a client certificate. */
public interface AuthenticationMethod {

  /** The name by which rules name the method: letters and hyphens. */
  String name();

  /** The schemes of the Authorization header that this method reads, in lower case. */
  default Set<String> schemes() {
    return Set.of();
  }

  /**
   * Checks the credential of this method: passed, lacking, or refused.
   *
   * @throws ProblemException when it is refused; the request is then refused, whatever other
   *     methods say
   */
  MethodResult check(PresentedCredentials presented);

  /** The refusal of a request that needs this method's credential and does not have it. */
  ProblemException missing();
}
