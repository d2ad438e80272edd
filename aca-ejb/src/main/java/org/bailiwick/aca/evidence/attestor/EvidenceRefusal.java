package org.bailiwick.aca.evidence.attestor;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Makes refusals of evidence. */
public final class EvidenceRefusal {

  private EvidenceRefusal() {}

  /** A refusal as EVIDENCE_REJECTED. */
  public static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }
}
