package org.bailiwick.aca.issuance;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.evidence.EvidenceReview;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.request.AuthenticatedRequest;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.aca.waiting.EnrolmentProgress;
import org.bailiwick.aca.waiting.WaitingEnrolment;
import org.bailiwick.aca.waiting.WaitingEnrolmentStore;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The approval by officers that a profile asks for: a verified request waits in the ledger, and
 * issuance goes on when enough officers have approved it.
 */
@Singleton
final class OfficerApproval {

  private final GroupWriter writer;
  private final WaitingEnrolmentStore store;
  private final EvidenceReview evidence;
  private final Meter meter;
  private final Clock clock;

  @Inject
  OfficerApproval(
      @ForAca GroupWriter writer,
      WaitingEnrolmentStore store,
      EvidenceReview evidence,
      Meter meter,
      @ForAca Clock clock) {
    this.writer = writer;
    this.store = store;
    this.evidence = evidence;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * The same request, if it waits or has waited.
   *
   * @throws ProblemException POLICY_DENIED if another applicant sent it: who knows the content of a
   *     request has not proved what its sender proved
   */
  Optional<EnrolmentProgress> find(AuthenticatedRequest request) {
    Optional<EnrolmentProgress> found = store.find(request.digest());
    if (found.isPresent()
        && !found.get().enrolment().applicant().equals(request.applicantKeySha256())) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "enrolment-of-another",
          "Another applicant's request waits, or waited, with this content.");
    }
    return found;
  }

  /**
   * Lets it wait. Its nonce is spent and its anchors are bound now, so that neither can be used for
   * another request.
   */
  Enrolment request(AgentIssuing.Order order, AuthenticatedRequest request) {
    VerifiedApplicant applicant = order.applicant();
    String application = applicant.application();
    evidence.recall(application); // refuses now what could not be read again later
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    WaitingEnrolment waiting =
        new WaitingEnrolment(
            applicant.requestDigest(),
            request.applicantKeySha256(),
            new WaitingEnrolment.Requested(
                applicant.agent().toString(),
                applicant.profile(),
                applicant.owner().value(),
                applicant.user().issuer() + "#" + applicant.user().subject()),
            application,
            order.profile().approvers(),
            now,
            now.plus(WaitingEnrolmentStore.GOOD_FOR));
    try {
      writer.commitAmongNodes(
          WaitingEnrolmentStore.add(waiting)
              .and(ApplicantConditions.onKeys(applicant))
              .and(ApplicantConditions.of(applicant)),
          order.permit(),
          WaitingEnrolmentStore.audit("enrolment.waiting", waiting, request.applicant()));
      meter.count("enrolment_decisions", "waiting");
    } catch (WaitingEnrolmentStore.EndedMeanwhileException twin) {
      return new Enrolment.Waiting(find(request).orElseThrow());
    }
    return new Enrolment.Waiting(find(request).orElseThrow());
  }

  /**
   * The applicant of a request that enough officers have approved; else empty.
   *
   * @param profile the profile of today, which may ask for more officers than that of the request
   */
  Optional<VerifiedApplicant> approved(EnrolmentProgress progress, CredentialProfile profile) {
    int needed = Math.max(progress.enrolment().approvers(), profile.approvers());
    return progress.isApprovedBy(needed)
        ? Optional.of(evidence.recall(progress.enrolment().application()))
        : Optional.empty();
  }

  static ProblemException refused(EnrolmentProgress progress) {
    return new ProblemException(
        ProblemType.POLICY_DENIED,
        "enrolment-" + progress.state().token(),
        "The request waited for officers and was not approved: it is "
            + progress.state().token()
            + ".");
  }
}
