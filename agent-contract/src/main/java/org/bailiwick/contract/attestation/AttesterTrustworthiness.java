package org.bailiwick.contract.attestation;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * What an authority has found about an Attester when it issued a credential (RFC 9334).
 *
 * @param rootsOfTrust on which the verified evidence rests, by kind; at most eight, each kind once
 * @param vector the Verifier's claims; without a claim if there was no Verifier
 */
public record AttesterTrustworthiness(List<RootOfTrust> rootsOfTrust, TrustVector vector) {

  /** As many as there are attestors, since a request has one item of evidence for each. */
  public static final int MOST_ROOTS = 8;

  /** MALFORMED_REQUEST if nothing is known, a kind occurs twice, or there are too many. */
  public AttesterTrustworthiness {
    rootsOfTrust = rootsOfTrust.stream().sorted(Comparator.comparing(RootOfTrust::kind)).toList();
    boolean distinct =
        rootsOfTrust.stream().map(RootOfTrust::kind).distinct().count() == rootsOfTrust.size();
    if (!distinct
        || rootsOfTrust.size() > MOST_ROOTS
        || (rootsOfTrust.isEmpty() && vector.isEmpty())) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "attester-trustworthiness",
          "The trustworthiness of an Attester has one to eight roots of trust, each kind once,"
              + " or a claim");
    }
  }

  /** What is known; empty if that is nothing. */
  public static Optional<AttesterTrustworthiness> of(
      Collection<RootOfTrust> roots, TrustVector vector) {
    return roots.isEmpty() && vector.isEmpty()
        ? Optional.empty()
        : Optional.of(new AttesterTrustworthiness(List.copyOf(roots), vector));
  }

  /**
   * The members of the attestation of an agent in policies (docs/policy-inputs.md): {@code
   * root_of_trust}, {@code anchors} and {@code vector}. One of which nothing is known is absent.
   * Each anchor has its kind in front, so that a policy does not take the anchor of one piece of
   * evidence for that of another.
   */
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = new TreeMap<>();
    if (!rootsOfTrust.isEmpty()) {
      Set<String> kinds = new TreeSet<>();
      Set<String> anchors = new TreeSet<>();
      for (RootOfTrust root : rootsOfTrust) {
        kinds.add(root.kind());
        anchors.add(root.kind() + ":" + root.anchor());
      }
      attributes.put("root_of_trust", kinds);
      attributes.put("anchors", anchors);
    }
    if (!vector.isEmpty()) {
      attributes.put("vector", new TreeMap<>(vector.attributes()));
    }
    return attributes;
  }
}
