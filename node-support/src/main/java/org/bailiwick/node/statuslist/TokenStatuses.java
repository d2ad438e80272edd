package org.bailiwick.node.statuslist;

import java.util.Map;

/** The statuses of tokens of one issuer. */
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
