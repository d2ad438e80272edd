package org.bailiwick.master.dpop;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.jose.JwkSet;

/**
 * Reads the public key that a client brings: in the header of a proof (RFC 9449 section 4.2), or in
 * the confirmation of an attestation (RFC 7800 section 3.2).
 */
public final class ProofKey {

  /** Members of private and symmetric keys (RFC 7518 section 6, RFC 8037 section 2). */
  private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  /** Verification time grows with the length, and anybody may send a proof. */
  private static final int MAX_RSA_BITS = 8192;

  private ProofKey() {}

  static PublicKey of(Map<String, Object> header) {
    return of(header, (check, detail) -> DpopProofs.invalid(DpopProofs.NAME + "-" + check, detail));
  }

  /**
   * The key in the member {@code jwk}.
   *
   * @param refusal makes the refusal from the end of the check's name and the detail
   */
  public static PublicKey of(
      Map<String, Object> members, BiFunction<String, String, ProblemException> refusal) {
    if (!(members.get("jwk") instanceof Map<?, ?> jwk)) {
      throw refusal.apply("jwk", "There is no public key as jwk.");
    }
    if (!Collections.disjoint(jwk.keySet(), PRIVATE)) {
      throw refusal.apply("private-key", "The jwk is not a public key alone.");
    }
    return JwkSet.publicKey(jwk)
        .filter(ProofKey::isShort)
        .orElseThrow(() -> refusal.apply("jwk", "The jwk is no key that is accepted."));
  }

  private static boolean isShort(PublicKey key) {
    return !(key instanceof RSAPublicKey rsa) || rsa.getModulus().bitLength() <= MAX_RSA_BITS;
  }
}
