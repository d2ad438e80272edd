package org.bailiwick.aca.issuance;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.bailiwick.aca.approval.Progress;
import org.bailiwick.aca.approval.WaitingEnrolment;
import org.bailiwick.aca.approval.WaitingEnrolments;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.pipeline.IssuingPipeline;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Finds the credential of a repeated request. */
@Singleton
record FirstAnswers(
    Authorities authorities,
    IssuanceLedger ledger,
    Enrolments enrolments,
    CompromisedKeys keys,
    IssuingPipeline pipeline) {

  @Inject
  FirstAnswers {}

  /** The first answer to this key, signed now if a crash or a full HSM prevented it. */
  Optional<IssuedCredential> find(Optional<EnrolmentKey> key, String requestDigest) {
    return key.flatMap(k -> enrolments.find(k, requestDigest))
        .flatMap(ledger::find)
        .map(entry -> finished(entry, new KeyDigest(key.orElseThrow().applicant())));
  }

  /** The credential of a request that had to wait, completed as in {@link #find}. */
  IssuedCredential afterWaiting(Progress<WaitingEnrolment> progress) {
    return progress
        .issued()
        .flatMap(ledger::find)
        .map(entry -> finished(entry, new KeyDigest(progress.proposal().applicant())))
        .orElseThrow(() -> WaitingEnrolments.refused(progress));
  }

  private IssuedCredential finished(LedgerEntry entry, KeyDigest device) {
    Authority issuer = authorities.require(entry.issuance().ref().issuerId());
    return entry
        .certificate()
        .map(der -> IssuingPipeline.issued(issuer, entry.issuance(), der))
        .orElseGet(
            () -> {
              keys.requireSoundNow(device, CompromisedKeys.Use.DEVICE);
              requireNotEnded(entry);
              return pipeline.finish(issuer, entry.issuance());
            });
  }

  /** Spares the HSM a signature that the completion would refuse. */
  private static void requireNotEnded(LedgerEntry entry) {
    if (entry.revocation().isPresent()) {
      throw new ProblemException(
          ProblemType.CREDENTIAL_REVOKED,
          "credential-revoked",
          "The credential was revoked before it was signed.");
    }
  }
}
