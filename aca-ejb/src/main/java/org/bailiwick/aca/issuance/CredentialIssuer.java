package org.bailiwick.aca.issuance;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.approval.Progress;
import org.bailiwick.aca.approval.WaitingEnrolment;
import org.bailiwick.aca.approval.WaitingEnrolments;
import org.bailiwick.aca.evidence.AuthenticatedSubmission;
import org.bailiwick.aca.evidence.EvidenceReview;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.request.AuthenticatedRequest;
import org.bailiwick.aca.evidence.request.PredeterminedRequest;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.contract.credential.CredentialFormat;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.request.RequestContext;

/**
 * Issues credentials in seven steps (docs/issuance.md): 1 review, 2 prepare, 3 lint, 4 reserve, 5
 * sign, 6 verify, 7 complete. It is an EJB because another module calls it; without a transaction
 * of its own, since a signature can't be rolled back.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CredentialIssuer {

  private EvidenceReview evidence;
  private IssuingTerms terms;
  private AgentIssuing agents;
  private AgentWits wits;
  private NewEnrolments newEnrolments;
  private WaitingEnrolments waiting;
  private Meter meter;
  private Clock clock;

  /** Lets the container create a proxy. */
  public CredentialIssuer() {}

  @Inject
  CredentialIssuer(
      EvidenceReview evidence,
      IssuingTerms terms,
      AgentIssuing agents,
      AgentWits wits,
      NewEnrolments newEnrolments,
      WaitingEnrolments waiting,
      Meter meter,
      @ForAca Clock clock) {
    this.evidence = evidence;
    this.terms = terms;
    this.agents = agents;
    this.wits = wits;
    this.newEnrolments = newEnrolments;
    this.waiting = waiting;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * Issues an agent credential, or repeats the first answer to the same request with the same key.
   * If the profile requires approvers, the request waits, and gets its credential when it is
   * repeated. A Workload Identity Token that the request asks for is new each time.
   *
   * @throws ProblemException as docs/issuance.md says for each check; AUTHORITY_BUSY with the time
   *     to wait; IDEMPOTENCY_KEY_REUSED; POLICY_DENIED also if officers rejected the request or its
   *     time ran out
   */
  public Enrolment enrol(Submission submission, Optional<String> idempotencyKey) {
    return timed(
        () -> {
          AuthenticatedSubmission authenticated = evidence.authenticate(submission); // 1
          identify(authenticated);
          return answer(
              authenticated,
              idempotencyKey.map(k -> Enrolments.key(k, authenticated)),
              () -> evidence.review(authenticated));
        });
  }

  /**
   * As {@link #enrol(Submission, Optional)}, for a CSR without a statement. The same CSR gets the
   * same answer until its certificate expires.
   *
   * @throws ProblemException as there; INVALID_CSR also if the answer to this CSR has expired
   */
  public Enrolment enrol(PredeterminedRequest request) {
    return timed(
        () -> {
          identify(request);
          Optional<EnrolmentKey> key = Optional.of(Enrolments.key(request));
          return requireInForce(answer(request, key, () -> evidence.review(request)));
        });
  }

  /** The time to renew the credential, by its profile's window. */
  public Instant renewAt(IssuedCredential issued) {
    return terms.renewAt(issued);
  }

  /** Measures the request, and refuses it while the clock is in doubt. */
  private Enrolment timed(Supplier<Enrolment> answer) {
    return meter.measure(
        "issue",
        clock,
        () -> {
          agents.requireClock();
          return answer.get();
        });
  }

  /**
   * Finds waiting and answered requests before the review, which would refuse their spent nonces.
   *
   * @param review step 1
   */
  private Enrolment answer(
      AuthenticatedRequest request,
      Optional<EnrolmentKey> key,
      Supplier<VerifiedApplicant> review) {
    Supplier<Enrolment> first = () -> first(request, key, review);
    Enrolment enrolment =
        agents
            .repeated(key, request.digest())
            .<Enrolment>map(Enrolment.Issued::new)
            .or(() -> waiting.find(request).map(progress -> answerAgain(progress, request, key)))
            .orElseGet(() -> request.isRenewal() ? first.get() : newEnrolments.serve(first));
    return asksForWit(request) ? withWit(enrolment) : enrolment;
  }

  /** Refusals of a known sender each get an audit row; those of other senders are counted. */
  private static void identify(AuthenticatedRequest request) {
    if (request.isSenderKnown()) {
      RequestContext.identify(request.applicant());
    } else {
      RequestContext.describe(request.applicant());
    }
  }

  /** Refuses to answer with a certificate that has expired. */
  private Enrolment requireInForce(Enrolment enrolment) {
    if (enrolment instanceof Enrolment.Issued(IssuedCredential credential)
        && clock.instant().isAfter(credential.certificate().getNotAfter().toInstant())) {
      throw new ProblemException(
          ProblemType.INVALID_CSR,
          "csr-answered-before",
          "This CSR was answered with a certificate that has expired; make another one.");
    }
    return enrolment;
  }

  private Enrolment first(
      AuthenticatedRequest request,
      Optional<EnrolmentKey> key,
      Supplier<VerifiedApplicant> review) {
    VerifiedApplicant applicant = review.get(); // 1
    RequestContext.identify(request.applicant());
    AgentIssuing.Order order = permitted(applicant, request, key);
    if (order.profile().approvers() == 0) {
      return new Enrolment.Issued(agents.issue(order)); // 2 to 7
    }
    evidence.recall(applicant.application()); // refuses now what could not be read again later
    return new Enrolment.Waiting(agents.propose(order, request));
  }

  /** Answers a request that waits or waited; profile and policy are examined again. */
  private Enrolment answerAgain(
      Progress<WaitingEnrolment> progress,
      AuthenticatedRequest request,
      Optional<EnrolmentKey> key) {
    return switch (progress.state()) {
      case REJECTED, EXPIRED -> throw WaitingEnrolments.refused(progress);
      case ISSUED -> new Enrolment.Issued(agents.afterWaiting(progress));
      case WAITING, APPROVED ->
          approved(progress)
              .map(applicant -> permitted(applicant, request, key).approved(progress))
              .<Enrolment>map(order -> new Enrolment.Issued(agents.issue(order)))
              .orElseGet(() -> new Enrolment.Waiting(progress));
    };
  }

  /** Empty unless enough officers agreed, by the profile as proposed and as it is now. */
  private Optional<VerifiedApplicant> approved(Progress<WaitingEnrolment> progress) {
    WaitingEnrolment enrolment = progress.proposal();
    int now = terms.profile(enrolment.requested().profile()).approvers();
    return progress.approvedBy().size() >= Math.max(enrolment.approvers(), now)
        ? Optional.of(evidence.recall(enrolment.application()))
        : Optional.empty();
  }

  /** Refuses what profile or policy do not grant, before there is a credential. */
  private AgentIssuing.Order permitted(
      VerifiedApplicant applicant, AuthenticatedRequest request, Optional<EnrolmentKey> key) {
    CredentialProfile profile = terms.profile(applicant.profile());
    if (asksForWit(request)) {
      wits.requirePossible(profile);
    }
    AgentIssuing.Order order = terms.order(applicant, profile, request.protocol(), key);
    agents.requireNoKeyOfAuthority(applicant);
    return order;
  }

  private static boolean asksForWit(AuthenticatedRequest request) {
    return request.formats().contains(CredentialFormat.WIT);
  }

  private Enrolment withWit(Enrolment enrolment) {
    return enrolment instanceof Enrolment.Issued(IssuedCredential credential)
        ? new Enrolment.Issued(wits.beside(credential))
        : enrolment;
  }
}
