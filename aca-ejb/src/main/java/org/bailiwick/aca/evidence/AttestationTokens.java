package org.bailiwick.aca.evidence;

import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.evidence.anchor.EvidenceItem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * What a request brings to be appraised, and what it brings that was appraised elsewhere; of each
 * one at the most, wherever it stands.
 */
record AttestationTokens(Optional<ConveyedToken> evidence, Optional<ConveyedToken> result) {

  /** Type of the evidence item that holds a Verifier's result; it is no anchor. */
  static final String RESULT_TYPE = "attestation-result";

  /** Of what stands beside the CSR. */
  static AttestationTokens of(Submission submission) {
    List<EvidenceItem> results =
        submission.evidence().stream().filter(AttestationTokens::isResult).toList();
    if (results.size() > 1) {
      throw new ProblemException(
          ProblemType.EVIDENCE_REJECTED,
          "evidence-type-twice",
          "Two pieces of evidence are of one type.");
    }
    return new AttestationTokens(
        submission.eat().map(text -> ConveyedToken.parse("eat", text)),
        results.stream().findFirst().map(item -> ConveyedToken.parse("ear", item.value())));
  }

  static boolean isResult(EvidenceItem item) {
    return item.type().equals(RESULT_TYPE);
  }
}
