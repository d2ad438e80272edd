package org.bailiwick.ars.identifier.control;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.workloadtoken.ProofUses;

/**
 * The nonces of proofs. A nonce is sealed by the secret that the registry's nodes share, so it is
 * of this registry, of one agent and of one identifier, and nothing is stored until it is spent.
 */
final class Challenges {
  /** As long as a sealed token lives. */
  static final Duration LIFETIME = Duration.ofMinutes(10);

  private final PageTokens tokens;
  private final ProofUses uses;
  private final String audience;
  private final Clock clock;

  /**
   * @param audience the registry's base URL, which a proof has as {@code aud}
   */
  Challenges(PageTokens tokens, ProofUses uses, String audience, Clock clock) {
    this.tokens = tokens;
    this.uses = uses;
    this.audience = audience;
    this.clock = clock;
  }

  String audience() {
    return audience;
  }

  /** What the agent has to sign to prove this identifier. */
  JsonObject challenge(VerifiedPeer peer, Identifier identifier) {
    return Json.createObjectBuilder()
        .add("identifier", identifier.text())
        .add("nonce", tokens.token(scope(peer, identifier), "", clock.instant()))
        .add("typ", SignedProof.TYPE)
        .add("iss", identifier.text())
        .add("sub", peer.id().toString())
        .add("aud", audience)
        .add("expires_in", LIFETIME.toSeconds())
        .build();
  }

  /**
   * Spends the nonce, which a second proof cannot use.
   *
   * @throws ProblemException nonce-invalid
   */
  void spend(VerifiedPeer peer, Identifier identifier, String nonce) {
    try {
      tokens.position(scope(peer, identifier), nonce, clock.instant());
    } catch (ProblemException e) {
      throw invalid("identifier-nonce", e);
    }
    if (!uses.add("identifier", Sha256.base64url(nonce), clock.instant().plus(LIFETIME))) {
      throw invalid("identifier-nonce-spent", null);
    }
  }

  private static PageTokens.Scope scope(VerifiedPeer peer, Identifier identifier) {
    return new PageTokens.Scope(peer.id().toString(), "proof of " + identifier.text());
  }

  private static ProblemException invalid(String check, Exception cause) {
    return new ProblemException(
        ProblemType.NONCE_INVALID,
        check,
        "The nonce is not one for this agent and identifier, has expired, or was used before",
        cause);
  }
}
