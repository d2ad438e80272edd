package org.bailiwick.aca.compromise;

import org.bailiwick.node.audit.AuditEntry;

/** Ends what holds a key that somebody else may hold; the capability of revocation brings it. */
public interface HolderEnds {

  /**
   * Has the key refused and ends every credential over it, in one transaction with the audit rows.
   *
   * @throws org.bailiwick.contract.problem.ProblemException REACH_TOO_WIDE, when the key is refused
   *     and nothing ended; SIGNER_UNAVAILABLE when all of it is recorded and a CRL is late
   */
  void end(CompromisedKey report, AuditEntry... audit);
}
