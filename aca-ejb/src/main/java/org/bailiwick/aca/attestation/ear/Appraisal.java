package org.bailiwick.aca.attestation.ear;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.attestation.AttestationResult.Status;
import org.bailiwick.aca.attestation.token.CwtClaims;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The appraisal of one attester in an EAR (draft-ietf-rats-ear-03 section 3.1).
 *
 * @param vector without claims of value 0, which means "no claim" (draft-ietf-rats-ar4si)
 */
record Appraisal(Status status, SortedMap<String, Integer> vector, List<String> policies) {

  static Appraisal read(Claims submodule, EarNames names) {
    Status status =
        status(
            submodule
                .find(names.status)
                .orElseThrow(
                    () -> rejected("ear-status-missing", "A submodule of the EAR has no status.")));
    Claims trust =
        submodule
            .object(names.vector)
            .filter(claims -> !claims.names().isEmpty())
            .orElseThrow(
                () ->
                    rejected(
                        "ear-vector-missing",
                        "A submodule of the EAR has no trustworthiness vector."));
    SortedMap<String, Integer> vector = vector(trust);
    if (AttestationResult.worstOf(vector).isWorseThan(status)) {
      throw rejected(
          "ear-status-too-good", "The EAR states a status that is better than its worst claim.");
    }
    return new Appraisal(status, vector, policies(submodule, names));
  }

  /** Reads the name of a status. */
  static Status status(String word) {
    for (Status each : Status.values()) {
      if (each.token().equals(word)) {
        return each;
      }
    }
    throw rejected("ear-status-unknown", "The EAR states an unknown status.");
  }

  /**
   * The claims of the vector that are not affirming; if all are, the status unless it is affirming.
   */
  List<String> findings() {
    List<String> findings = new ArrayList<>();
    vector.forEach(
        (claim, value) -> {
          Status tier = Status.ofClaim(value);
          if (tier != Status.AFFIRMING) {
            findings.add("ear-" + claim + "-" + tier.token());
          }
        });
    if (findings.isEmpty() && status != Status.AFFIRMING) {
      findings.add("ear-status-" + status.token());
    }
    return findings;
  }

  private static SortedMap<String, Integer> vector(Claims trust) {
    SortedMap<String, Integer> vector = new TreeMap<>();
    for (String name : trust.names()) {
      if (!CwtClaims.TRUST_CLAIMS.contains(name)) {
        // An unknown claim may be contraindicated.
        throw rejected(
            "ear-vector-claim", "The EAR's vector has a claim that AR4SI does not know.");
      }
      int value = trust.octet(name);
      if (value != 0) {
        vector.put(name, value);
      }
    }
    return vector;
  }

  private static List<String> policies(Claims submodule, EarNames names) {
    if (names == EarNames.VERAISON) {
      return submodule.find(names.policies).map(List::of).orElse(List.of());
    }
    if (!submodule.names().contains(names.policies)) {
      return List.of();
    }
    List<String> policies = submodule.texts(names.policies);
    if (policies.isEmpty()) {
      throw rejected("ear-policies", "The EAR has an empty list of appraisal policies.");
    }
    return policies;
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }
}
