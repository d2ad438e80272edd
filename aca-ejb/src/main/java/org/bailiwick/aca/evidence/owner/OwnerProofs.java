package org.bailiwick.aca.evidence.owner;

import java.util.Optional;
import org.bailiwick.aca.claims.Claims;

/**
 * The unverified proofs of a request for an owner's key.
 *
 * @param consent compact JWS by the owner's key
 * @param acceptance compact JWS by the agent's key
 */
public record OwnerProofs(Optional<String> consent, Optional<String> acceptance) {

  /** For a request without an owner's key. */
  public static final OwnerProofs NONE = new OwnerProofs(Optional.empty(), Optional.empty());

  public boolean isEmpty() {
    return consent.isEmpty() && acceptance.isEmpty();
  }

  /** The part of the proofs in the request's digest; empty without proofs. */
  public String digest() {
    return isEmpty() ? "" : "\n" + sha256(consent) + "\n" + sha256(acceptance);
  }

  private static String sha256(Optional<String> token) {
    return token.map(Claims::sha256).orElse("");
  }

  /** Omits the content. */
  @Override
  public String toString() {
    return "OwnerProofs" + digest();
  }
}
