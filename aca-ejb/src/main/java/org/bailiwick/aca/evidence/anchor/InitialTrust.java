package org.bailiwick.aca.evidence.anchor;

import org.bailiwick.contract.problem.ProblemException;

/**
 * A kind of evidence for who or what stands behind an applicant. The list is open: a new kind is a
 * package with one of these, named in the wiring and in profiles.
 */
public interface InitialTrust {

  /** Names the kind in requests, profiles and policies. */
  String type();

  /**
   * Whom this item is about. Has no side effects: what must be recorded comes back as the anchor's
   * companion.
   *
   * @throws ProblemException EVIDENCE_REJECTED or MALFORMED_REQUEST; the check says which rule
   *     failed
   */
  TrustedAnchor authenticate(EvidenceItem item, EvidenceBinding binding);
}
