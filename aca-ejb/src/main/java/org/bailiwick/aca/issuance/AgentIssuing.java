package org.bailiwick.aca.issuance;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.approval.Progress;
import org.bailiwick.aca.approval.WaitingEnrolment;
import org.bailiwick.aca.approval.WaitingEnrolments;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.request.AuthenticatedRequest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.lineage.CloneAlarm;
import org.bailiwick.aca.lineage.Lineage;
import org.bailiwick.aca.lineage.StaleRenewalException;
import org.bailiwick.aca.naming.AgentNames;
import org.bailiwick.aca.naming.NameGrant;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.pipeline.IssuingPipeline;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.UnitOfWork;

/** Issues credentials of agents; knows the units of work that join their reservations. */
@Singleton
record AgentIssuing(
    Authorities authorities,
    PublishedUrls urls,
    FirstAnswers answers,
    CloneAlarm alarm,
    WaitingEnrolments waiting,
    IssuingPipeline pipeline,
    @ForAca Clock clock) {

  @Inject
  AgentIssuing {}

  /** Refuses while the clock is in doubt. */
  void requireClock() {
    pipeline.requireClock();
  }

  /**
   * A permitted request.
   *
   * @param history the history of the name at the decision
   * @param waited the waiting enrolment that officers have approved
   */
  record Order(
      VerifiedApplicant applicant,
      AgentHistory history,
      CredentialProfile profile,
      AuditEntry permit,
      Optional<EnrolmentKey> key,
      Optional<Progress<WaitingEnrolment>> waited) {

    Order approved(Progress<WaitingEnrolment> progress) {
      return new Order(
          applicant,
          history,
          profile,
          permit.with("approved_by", String.join(" ", progress.approvedBy())),
          key,
          Optional.of(progress));
    }
  }

  IssuedCredential issue(Order order) {
    Instant now = clock.instant();
    try {
      return pipeline.run(
          serial ->
              order
                  .profile()
                  .prepare(
                      order.applicant(),
                      new CredentialProfile.Draft(
                          order.history().issuer(), urls, serial, order.history().latest(), now)),
          companions(order, now));
    } catch (StaleRenewalException clone) {
      VerifiedApplicant applicant = order.applicant();
      throw alarm.raise(lineage(order), applicant.replaces().orElseThrow(), clone);
    } catch (Enrolments.EnrolledMeanwhileException twin) {
      return repeated(order.key(), order.applicant().requestDigest()).orElseThrow();
    } catch (WaitingEnrolments.EndedMeanwhileException twin) {
      return afterWaiting(waiting.progress(order.waited().orElseThrow().proposal().id()));
    }
  }

  /**
   * Lets a request wait for officers. Its nonce is spent and its attested subjects are bound now,
   * so that neither can be used for another request.
   */
  Progress<WaitingEnrolment> propose(Order order, AuthenticatedRequest request) {
    VerifiedApplicant applicant = order.applicant();
    WaitingEnrolment proposal =
        new WaitingEnrolment(
            applicant.requestDigest(),
            request.applicantKeySha256(),
            new WaitingEnrolment.Requested(
                applicant.workload().toString(),
                applicant.profile(),
                applicant.owner().value(),
                requester(applicant)),
            applicant.application(),
            order.profile().approvers(),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    UnitOfWork conditions =
        ApplicantConditions.onKeys(applicant).and(ApplicantConditions.of(applicant));
    waiting.propose(proposal, request.applicant(), conditions, order.permit());
    return waiting.find(request).orElseThrow();
  }

  private static String requester(VerifiedApplicant applicant) {
    return applicant.user().issuer() + "#" + applicant.user().subject();
  }

  /** Refuses a key of this authority, as the agent's or as the owner's. */
  void requireNoKeyOfAuthority(VerifiedApplicant applicant) {
    authorities.requireNotOurs(applicant.key());
    if (applicant.ownerKey().filter(owner -> authorities.holdKey(owner.key())).isPresent()) {
      throw new ProblemException(
          ProblemType.EVIDENCE_REJECTED,
          "owner-key-is-authoritys",
          "The owner's key is a key of this authority.");
    }
  }

  private static Lineage lineage(Order order) {
    AttestedSubject subject = order.profile().subjectOf(order.applicant());
    return new Lineage(
        order.applicant().workload().toString(),
        new Grounds.Device(subject.issuer(), subject.subject()));
  }

  Optional<IssuedCredential> repeated(Optional<EnrolmentKey> key, String requestDigest) {
    return answers.find(key, requestDigest);
  }

  IssuedCredential afterWaiting(Progress<WaitingEnrolment> progress) {
    return answers.afterWaiting(progress);
  }

  private IssuingPipeline.Companions companions(Order order, Instant now) {
    VerifiedApplicant applicant = order.applicant();
    UnitOfWork name =
        AgentNames.assign(
            applicant.workload(), new NameGrant(applicant.owner(), now, requester(applicant)));
    UnitOfWork conditions = ApplicantConditions.of(applicant);
    UnitOfWork unfrozen = lineage(order).requireSound(applicant.replaces());
    return new IssuingPipeline.Companions(
        order.permit(),
        ref -> UnitOfWork.all(List.of(answers(order, ref), conditions, unfrozen, name)));
  }

  /** Comes first, so that a repeated request is recognised before its nonce is refused. */
  private UnitOfWork answers(Order order, CredentialRef ref) {
    UnitOfWork key =
        order
            .key()
            .map(used -> Enrolments.remember(used, order.applicant().requestDigest(), ref))
            .orElseGet(UnitOfWork::none);
    return order
        .waited()
        .map(progress -> key.and(waiting.issued(progress.proposal().id(), ref)))
        .orElse(key);
  }
}
