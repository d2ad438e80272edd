package org.bailiwick.master.clientauth;

import org.bailiwick.node.peer.VerifiedPeer;

/** One way in which a client shows who it is. */
interface ClientMethod {

  /** The value of {@code token_endpoint_auth_methods_supported} (RFC 8414 section 2). */
  String name();

  /** Whether the request uses this way, successfully or not. */
  boolean isShown(ShownCredentials shown);

  /**
   * The client, with the certificate of the key that it proved.
   *
   * @throws org.bailiwick.contract.problem.ProblemException with the check that failed
   */
  VerifiedPeer authenticate(ShownCredentials shown);
}
