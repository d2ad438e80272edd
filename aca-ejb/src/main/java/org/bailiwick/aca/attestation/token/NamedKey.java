package org.bailiwick.aca.attestation.token;

import java.security.PublicKey;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The key that a token was made for: its claim {@code cnf} with a {@code jwk} (RFC 7800). */
public final class NamedKey {

  private NamedKey() {}

  /**
   * Reads the claim.
   *
   * @throws ProblemException EVIDENCE_REJECTED, check {@code <what>-key}
   */
  public static PublicKey of(String what, Claims cnf) {
    return cnf.object("jwk").flatMap(Claims::publicKey).orElseThrow(() -> unreadable(what));
  }

  private static ProblemException unreadable(String what) {
    return new ProblemException(
        ProblemType.EVIDENCE_REJECTED,
        what + "-key",
        "The cnf of the " + what + " holds no public key as jwk.");
  }
}
