package org.bailiwick.node.peer.workloadtoken;

import java.util.Map;

/** The statuses of the domain's Workload Identity Tokens. */
@FunctionalInterface
public interface TokenStatuses {

  /**
   * Returns normally if the token counts.
   *
   * @param claims those of a token that was verified
   * @throws org.bailiwick.contract.problem.ProblemException credential-revoked, check
   *     status-invalid or status-suspended; credential-not-trusted, check status-missing,
   *     status-form or status-unknown
   */
  void requireValid(Map<String, Object> claims);
}
