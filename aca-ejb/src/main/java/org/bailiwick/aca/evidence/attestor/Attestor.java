package org.bailiwick.aca.evidence.attestor;

import org.bailiwick.contract.problem.ProblemException;

/**
 * Verifies one kind of evidence about the device, instance or workload that an applicant runs on. A
 * new attestor is a package with an implementation, which {@code EvidenceWiring} and profiles name.
 */
public interface Attestor {

  /** The name in requests, profiles and policies. */
  String type();

  /**
   * Returns the subject of this item, and changes nothing; the changes are in {@link
   * AttestedSubject#companion()}.
   *
   * @throws ProblemException EVIDENCE_REJECTED or MALFORMED_REQUEST; the check says which rule
   *     failed
   */
  AttestedSubject authenticate(EvidenceItem item, EvidenceBinding binding);
}
