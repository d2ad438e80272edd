package org.bailiwick.aca.wit;

import java.security.PublicKey;
import java.util.Optional;
import org.bailiwick.node.jose.JwsSigner;

/** The signer of Workload Identity Tokens, with a key in the HSM. */
@FunctionalInterface
public interface WitSigner {

  /** A signing key, and the public key that verifies it. */
  record Current(JwsSigner signer, PublicKey publicKey) {}

  /**
   * The key in service; empty if no ceremony has made one.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE
   */
  Optional<Current> inService();
}
