package org.bailiwick.aca.attestation.ear;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.node.jose.JwtKeys;

/**
 * A Verifier whose results are accepted, and how it must sign them.
 *
 * @param developer what {@code ear_verifier_id} must name; unique among trusted Verifiers
 * @param build the one accepted build; any if empty
 * @param algorithms JOSE names, which stand for the COSE forms too
 * @param maxAge the time after {@code iat} for which a result is accepted
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
