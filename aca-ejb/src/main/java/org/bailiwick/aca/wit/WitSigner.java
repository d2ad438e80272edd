package org.bailiwick.aca.wit;

import java.security.PublicKey;
import java.util.Optional;
import org.bailiwick.node.jose.JwsSigner;

/** The key in service, in its HSM. */
@FunctionalInterface
public interface WitSigner {

  /** A key that can sign, with what verifies it. */
  record Current(JwsSigner signer, PublicKey publicKey) {}

  /**
   * The key that signs now; none when no ceremony has made one.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE
   */
  Optional<Current> inService();
}
