package org.bailiwick.contract.attestation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A trustworthiness vector (draft-ietf-rats-ar4si section 2.3): claims from -128 to 127. The value
 * 0 means that there is no claim, so the vector has none of that value.
 */
public record TrustVector(Map<TrustClaim, Integer> claims) {

  /** The vector without a claim, for an Attester that no Verifier has appraised. */
  public static final TrustVector NONE = new TrustVector(Map.of());

  /** The least size of a claim of the tier "warning" (section 2.3.2). */
  private static final int WARNING = 32;

  /** The same of the tier "contraindicated". */
  private static final int CONTRAINDICATED = 96;

  /** MALFORMED_REQUEST for a value that has no octet. */
  public TrustVector {
    EnumMap<TrustClaim, Integer> stated = new EnumMap<>(TrustClaim.class);
    claims.forEach(
        (claim, value) -> {
          if (value < Byte.MIN_VALUE || value > Byte.MAX_VALUE) {
            throw malformed("A claim of a trustworthiness vector is from -128 to 127");
          }
          if (value != 0) {
            stated.put(claim, value);
          }
        });
    claims = Collections.unmodifiableMap(stated);
  }

  /** The vector of claims by their names in AR4SI; MALFORMED_REQUEST for an unknown name. */
  public static TrustVector of(Map<String, Integer> named) {
    EnumMap<TrustClaim, Integer> claims = new EnumMap<>(TrustClaim.class);
    named.forEach(
        (name, value) ->
            claims.put(
                TrustClaim.find(name)
                    .orElseThrow(() -> malformed("A trustworthiness vector has an unknown claim")),
                value));
    return new TrustVector(claims);
  }

  /** The claims by their names in AR4SI. */
  public Map<String, Integer> named() {
    return by(TrustClaim::text, Integer::valueOf);
  }

  /** The claims as policies have them. */
  public Map<String, Long> attributes() {
    return by(TrustClaim::attribute, Integer::longValue);
  }

  private <V> Map<String, V> by(Function<TrustClaim, String> name, Function<Integer, V> value) {
    return claims.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                claim -> name.apply(claim.getKey()), claim -> value.apply(claim.getValue())));
  }

  public boolean isEmpty() {
    return claims.isEmpty();
  }

  /**
   * Whether a result of this status may have the vector: no claim is of a worse tier than the
   * status (draft-ietf-rats-ear-03 section 3.1).
   */
  public boolean allows(String status) {
    int bound = status.equals("warning") ? CONTRAINDICATED : WARNING;
    return claims.values().stream().allMatch(value -> (value < 0 ? -value - 1 : value) < bound);
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, "trust-vector", detail);
  }
}
