package org.bailiwick.node.problem;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The reasons that a refused caller reads in the member {@code reasons} of {@code policy-denied}
 * (docs/problems.md). Those of the policies come with the refusal. The nodes' own checks are told
 * only if they are in this list: each says something of the request, of its sender or of a
 * published setting, and nothing about another party. A check that is not here stays in the logs.
 */
final class PublicReasons {
  private static final String MEMBER = "reasons";

  private static final Set<String> TOLD =
      Set.of(
          "approver-kind",
          "budget-exhausted",
          "callers-differ",
          "chain-cycle",
          "chain-depth",
          "client-kind",
          "enforcement-point-not-listed",
          "enrolment-expired",
          "enrolment-rejected",
          "est-peer-not-device",
          "feed-not-permitted",
          "flows-not-expected",
          "leases-of-token",
          "locator-address",
          "mcp-origin",
          "owner-agents-quota",
          "own-request",
          "peer-kind",
          "peer-kind-device",
          "peer-kind-service",
          "profile-format",
          "profile-kind",
          "profile-owner-key",
          "profile-owner-key-algorithm",
          "profile-owner-key-required",
          "profile-validation-method",
          "proposal-policy-changed",
          "same-approver",
          "same-officer",
          "second-officer-required",
          "validation-method-not-allowed",
          "workload-not-on-path");

  private PublicReasons() {}

  /** The extension members of the refusal's document. */
  static Map<String, Object> members(ProblemException refusal) {
    Map<String, Object> members = new HashMap<>(refusal.extensions());
    if (refusal.type() == ProblemType.POLICY_DENIED && TOLD.contains(refusal.check())) {
      members.putIfAbsent(MEMBER, refusal.check());
    }
    return members;
  }
}
