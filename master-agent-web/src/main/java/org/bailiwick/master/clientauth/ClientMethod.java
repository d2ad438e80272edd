package org.bailiwick.master.clientauth;

import java.util.List;
import org.bailiwick.master.dpop.ProvedClient;

/** One way in which a client shows who it is. */
interface ClientMethod {

  /**
   * The values of {@code token_endpoint_auth_methods_supported} (RFC 8414 section 2); none while
   * the way is not offered.
   */
  List<String> names();

  /** Whether the request uses this way, successfully or not. */
  boolean isShown(ShownCredentials shown);

  /**
   * The client, with the certificate or the attested key that it proved.
   *
   * @throws org.bailiwick.contract.problem.ProblemException with the check that failed
   */
  ProvedClient authenticate(ShownCredentials shown);
}
