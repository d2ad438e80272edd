package org.bailiwick.aca.ocsp;

import org.bailiwick.node.hsm.SigningKey;

/** The key in the token that signs answers, asked for on each use since a session may be lost. */
@FunctionalInterface
public interface ResponderKey {

  /**
   * The key.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE
   */
  SigningKey key();
}
