package org.bailiwick.aca.attestation.ear;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.node.jose.JwtKeys;

/**
 * Whose results are believed, and how they must be signed.
 *
 * @param developer what {@code ear_verifier_id} must name; unique among all that are trusted
 * @param build the one build that is believed; any if empty
 * @param algorithms JOSE names; their COSE forms count alike
 * @param maxAge how long after {@code iat} a result is still news
 */
public record EarVerifier(
    String developer,
    Optional<String> build,
    Set<String> algorithms,
    JwtKeys keys,
    Duration maxAge) {

  private static final Set<String> KNOWN = Set.of("ES256", "ES384", "EdDSA", "RS256", "PS256");

  public EarVerifier {
    algorithms = Set.copyOf(algorithms);
    if (algorithms.isEmpty() || !KNOWN.containsAll(algorithms)) {
      throw new IllegalArgumentException("a verifier signs by ES256, ES384, EdDSA, RS256 or PS256");
    }
    if (maxAge.isNegative() || maxAge.isZero()) {
      throw new IllegalArgumentException("max_age is a duration above zero");
    }
  }
}
