package org.bailiwick.aca.ocsp;

import org.bailiwick.node.hsm.SigningKey;

/** The key that signs answers. It is looked up for each use, since a session may be lost. */
public interface ResponderKey {

  /** Label of the key that is in service now. */
  String inService();

  /**
   * The key of this label.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE
   */
  SigningKey key(String label);
}
