package org.bailiwick.master.appraisal;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bailiwick.contract.attestation.TrustClaim;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.VerifiedJwt;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.trust.appraisal.AppraisalVerifier;

/**
 * Reads an EAT Attestation Result (draft-ietf-rats-ear-03) that an agent brings as a JWT. Known
 * claims are checked, and unknown ones are ignored (section 4).
 */
final class EarReader {

  private static final String NAME = "attestation-result";
  private static final String PROFILE = "tag:ietf.org,2026:rats/ear#03";
  private static final String THUMBPRINT = "x5t#S256";
  private static final String KEY = "jkt";
  private static final int MOST_SUBMODULES = 16;

  /** The statuses from the worst on (section 3.1). */
  private static final List<String> STATUSES =
      List.of("contraindicated", "warning", "none", "affirming");

  private final AppraisalVerifier verifier;
  private final JwtChecks checks;

  EarReader(AppraisalVerifier verifier, JwtKeys keys, String audience, Clock clock) {
    this.verifier = verifier;
    this.checks =
        JwtChecks.of(NAME, ProblemType.EVIDENCE_REJECTED)
            .type("eat+jwt", "JWT")
            .algorithms(verifier.algorithms())
            .keys(keys)
            .audience(audience)
            .confirmation(Set.of(THUMBPRINT, KEY))
            .maxAge(verifier.maxAge())
            .shortLived()
            .clock(clock)
            .build();
  }

  /** What a result says; of each claim of the vector the worst value of all submodules. */
  record Appraisal(
      String verifier,
      String status,
      Map<String, Long> vector,
      String policies,
      Instant issuedAt,
      Instant endsAt) {}

  /**
   * The result about this agent.
   *
   * @throws ProblemException evidence-rejected with the check that failed; dependency-unavailable
   *     when the Verifier's keys cannot be read
   */
  Appraisal read(String compact, VerifiedPeer agent) {
    VerifiedJwt ear = checks.verify(compact);
    if (!ear.text("eat_profile").equals(PROFILE)) {
      throw rejected("profile", "has another profile");
    }
    requireVerifier(ear.members("ear_verifier_id"));
    requireBoundTo(ear.members("cnf"), agent);
    Map<String, Object> submodules = ear.members("submods");
    if (submodules.isEmpty() || submodules.size() > MOST_SUBMODULES) {
      throw rejected("submodules", "has no submodule, or more than sixteen");
    }
    String status = STATUSES.getLast();
    Map<String, Long> vector = new TreeMap<>();
    Set<String> policies = new TreeSet<>();
    for (Object submodule : submodules.values()) {
      Map<?, ?> claims = object(submodule, "submodule");
      status = worse(status, status(claims.get("ear_status")));
      vector(claims.get("ear_trustworthiness_vector"), vector);
      if (claims.get("ear_appraisal_policy_ids") instanceof List<?> ids) {
        ids.forEach(id -> policies.add(String.valueOf(id)));
      }
    }
    if (ear.claims().containsKey("ear_status")) {
      status = worse(status, status(ear.claims().get("ear_status")));
    }
    return new Appraisal(
        verifier.developer(),
        worse(status, worst(vector)),
        vector,
        plain(policies),
        issued(ear),
        end(ear));
  }

  private void requireVerifier(Map<String, Object> identity) {
    boolean isKnown =
        verifier.developer().equals(identity.get("developer"))
            && verifier.build().map(build -> build.equals(identity.get("build"))).orElse(true);
    if (!isKnown) {
      throw rejected("verifier", "names a Verifier other than its signer");
    }
  }

  /** Refuses a result without a key, which whoever sees it could bring. */
  private static void requireBoundTo(Map<String, Object> confirmation, VerifiedPeer agent) {
    Optional<String> thumbprint =
        Optional.ofNullable(confirmation.get(THUMBPRINT)).map(Object::toString);
    Optional<String> key = Optional.ofNullable(confirmation.get(KEY)).map(Object::toString);
    boolean isBound =
        (thumbprint.isPresent() || key.isPresent())
            && thumbprint.map(agent.thumbprint()::equals).orElse(true)
            && key.map(PublicJwk.thumbprint(agent.certificate().getPublicKey())::equals)
                .orElse(true);
    if (!isBound) {
      throw rejected("binding", "was not made for the key of this agent");
    }
  }

  private static String status(Object given) {
    if (!(given instanceof String status) || !STATUSES.contains(status)) {
      throw rejected("status", "has a submodule without a known status");
    }
    return status;
  }

  private static String worse(String one, String other) {
    return STATUSES.indexOf(one) < STATUSES.indexOf(other) ? one : other;
  }

  private static void vector(Object given, Map<String, Long> worst) {
    Map<?, ?> claims = object(given, "vector");
    if (claims.isEmpty()) {
      throw rejected("vector", "has a submodule without a trustworthiness vector");
    }
    claims.forEach(
        (claim, value) -> {
          Optional<TrustClaim> known = TrustClaim.find(String.valueOf(claim));
          if (known.isEmpty() || !(value instanceof Long level) || level < -128 || level > 127) {
            throw rejected("vector", "has a vector with an unknown claim or value");
          }
          if (level != 0) { // no claim
            worst.merge(known.get().attribute(), level, EarReader::worseClaim);
          }
        });
  }

  /** Of two claims of one tier the higher value says less. */
  private static Long worseClaim(Long one, Long other) {
    int order = Integer.compare(STATUSES.indexOf(tier(one)), STATUSES.indexOf(tier(other)));
    if (order == 0) {
      return Math.abs(one) > Math.abs(other) ? one : other;
    }
    return order < 0 ? one : other;
  }

  private static String worst(Map<String, Long> vector) {
    return vector.values().stream()
        .map(EarReader::tier)
        .reduce(STATUSES.getLast(), EarReader::worse);
  }

  /** The status that a claim stands for (draft-ietf-rats-ar4si, the tiers of trustworthiness). */
  private static String tier(long value) {
    if (value >= -1 && value <= 1) {
      return "none";
    }
    if (value >= -32 && value <= 31) {
      return "affirming";
    }
    return value >= -96 && value <= 95 ? "warning" : "contraindicated";
  }

  private static Instant issued(VerifiedJwt ear) {
    return ear.time("iat");
  }

  private Instant end(VerifiedJwt ear) {
    Instant byAge = issued(ear).plus(verifier.maxAge());
    if (!ear.claims().containsKey("exp")) {
      return byAge;
    }
    Instant stated = ear.time("exp");
    return stated.isBefore(byAge) ? stated : byAge;
  }

  private static Map<?, ?> object(Object given, String what) {
    if (given instanceof Map<?, ?> members) {
      return new LinkedHashMap<>(members);
    }
    throw rejected(what, "has a " + what + " that is no object");
  }

  /** For the audit log and decisions, so in printable characters and short. */
  private static String plain(Set<String> policies) {
    String plain = String.join(",", policies).replaceAll("[^\\x21-\\x7e]", "_");
    return plain.substring(0, Math.min(plain.length(), 200));
  }

  private static ProblemException rejected(String check, String rule) {
    return new ProblemException(
        ProblemType.EVIDENCE_REJECTED, NAME + "-" + check, "The attestation result " + rule + ".");
  }
}
