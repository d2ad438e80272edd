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
import org.bailiwick.aca.evidence.AuthenticatedSubmission;
import org.bailiwick.aca.evidence.EvidenceReview;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.request.AuthenticatedRequest;
import org.bailiwick.aca.evidence.request.ForeseenRequest;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.aca.waiting.EnrolmentProgress;
import org.bailiwick.contract.credential.CredentialFormat;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.request.RequestContext;

/**
 * Evidence in, credential out, in seven steps (docs/issuance.md): 1 review, 2 prepare, 3 lint, 4
 * reserve, 5 sign, 6 verify, 7 complete. An EJB because it is called from another module; without a
 * transaction of its own, since a signature can't be rolled back.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CredentialIssuer {

  private static final String NATIVE = "native";

  private EvidenceReview evidence;
  private IssuingTerms terms;
  private AgentIssuing agents;
  private AgentWits wits;
  private NewEnrolments newcomers;
  private OfficerApproval approval;
  private Meter meter;
  private Clock clock;

  /** For the container's proxy. */
  public CredentialIssuer() {}

  @Inject
  CredentialIssuer(
      EvidenceReview evidence,
      IssuingTerms terms,
      AgentIssuing agents,
      AgentWits wits,
      NewEnrolments newcomers,
      OfficerApproval approval,
      Meter meter,
      @ForAca Clock clock) {
    this.evidence = evidence;
    this.terms = terms;
    this.agents = agents;
    this.wits = wits;
    this.newcomers = newcomers;
    this.approval = approval;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * Issues an agent credential, or gives the first answer again when the key was used for the same
   * request before. Where the profile asks for approvers the request waits, and gets its credential
   * when it comes again. A token that the request is for as well is a new one each time.
   *
   * @throws ProblemException what docs/issuance.md names for each check; AUTHORITY_BUSY with the
   *     time to wait; IDEMPOTENCY_KEY_REUSED; POLICY_DENIED also if officers rejected the request
   *     or its time ran out
   */
  public Enrolment enrol(Submission submission, Optional<String> idempotencyKey) {
    return meter.measure("issue", clock, () -> answer(submission, idempotencyKey));
  }

  /**
   * As above, of a CSR that came alone. The same CSR again gets its first answer again, for as long
   * as that is good.
   *
   * @throws ProblemException as above; INVALID_CSR too where the answer to this CSR has expired
   */
  public Enrolment enrol(ForeseenRequest request) {
    return meter.measure("issue", clock, () -> answer(request));
  }

  /** When the credential is to be renewed: within its profile's window, not all at once. */
  public Instant renewAt(IssuedCredential issued) {
    return terms.renewAt(issued);
  }

  private Enrolment answer(Submission submission, Optional<String> idempotencyKey) {
    agents.requireClock();
    AuthenticatedSubmission authenticated = evidence.authenticate(submission); // 1
    name(authenticated);
    Optional<EnrolmentKey> key = idempotencyKey.map(k -> Enrolments.key(k, authenticated));
    Enrolment enrolment =
        agents
            .repeated(key, submission.digest())
            .<Enrolment>map(Enrolment.Issued::new)
            .or(
                () ->
                    approval
                        .find(authenticated)
                        .map(progress -> possible(progress, authenticated))
                        .map(progress -> again(progress, key, NATIVE)))
            .orElseGet(
                () ->
                    authenticated.isRenewal()
                        ? first(authenticated, key)
                        : newcomers.serve(() -> first(authenticated, key)));
    return asksForWit(authenticated) ? withWit(enrolment) : enrolment;
  }

  /** Waiting and answered requests are found before the review, which needs a nonce. */
  private Enrolment answer(ForeseenRequest request) {
    agents.requireClock();
    RequestContext.identify(request.applicant());
    Optional<EnrolmentKey> key = Optional.of(Enrolments.key(request));
    Supplier<Enrolment> first = () -> first(request, key);
    return agents
        .repeated(key, request.digest())
        .map(this::requireInForce)
        .<Enrolment>map(Enrolment.Issued::new)
        .or(() -> approval.find(request).map(progress -> again(progress, key, request.protocol())))
        .orElseGet(() -> request.isRenewal() ? first.get() : newcomers.serve(first));
  }

  /** Refusals of a device stand in the audit log one by one, those of a mere key are grouped. */
  private static void name(AuthenticatedSubmission authenticated) {
    if (authenticated.isOfDevice()) {
      RequestContext.identify(authenticated.applicant());
    } else {
      RequestContext.describe(authenticated.applicant());
    }
  }

  /** A client that sends an old CSR wants a new credential, and not the one that has expired. */
  private IssuedCredential requireInForce(IssuedCredential before) {
    if (clock.instant().isAfter(before.certificate().getNotAfter().toInstant())) {
      throw new ProblemException(
          ProblemType.INVALID_CSR,
          "csr-answered-before",
          "This CSR was answered with a certificate that has expired; make another one.");
    }
    return before;
  }

  private Enrolment first(AuthenticatedSubmission authenticated, Optional<EnrolmentKey> key) {
    VerifiedApplicant applicant = evidence.review(authenticated); // 1
    RequestContext.identify(authenticated.applicant());
    CredentialProfile profile = terms.profile(applicant.profile());
    if (asksForWit(authenticated)) {
      wits.requirePossible(profile);
    }
    AuditEntry permit = terms.permit(applicant, profile, NATIVE);
    return issued(
        new AgentIssuing.Order(applicant, profile, permit, key, Optional.empty()), authenticated);
  }

  private Enrolment first(ForeseenRequest request, Optional<EnrolmentKey> key) {
    VerifiedApplicant applicant = evidence.review(request); // 1
    CredentialProfile profile = terms.profile(applicant.profile());
    AuditEntry permit = terms.permit(applicant, profile, request.protocol());
    return issued(
        new AgentIssuing.Order(applicant, profile, permit, key, Optional.empty()), request);
  }

  private Enrolment issued(AgentIssuing.Order order, AuthenticatedRequest request) {
    return order.profile().approvers() > 0
        ? approval.request(order, request)
        : new Enrolment.Issued(agents.issue(order)); // 2 to 7
  }

  /** A request that waits, or waited: what may have changed meanwhile is looked at again. */
  private Enrolment again(EnrolmentProgress progress, Optional<EnrolmentKey> key, String protocol) {
    return switch (progress.state()) {
      case REJECTED, EXPIRED -> throw OfficerApproval.refused(progress);
      case ISSUED -> new Enrolment.Issued(agents.afterWaiting(progress));
      case WAITING, APPROVED -> {
        CredentialProfile profile = terms.profile(progress.enrolment().requested().profile());
        yield approval
            .approved(progress, profile)
            .<Enrolment>map(
                applicant -> {
                  AuditEntry permit =
                      terms
                          .permit(applicant, profile, protocol)
                          .with("approved_by", String.join(" ", progress.approvedBy()));
                  return new Enrolment.Issued(
                      agents.issue(
                          new AgentIssuing.Order(
                              applicant, profile, permit, key, Optional.of(progress))));
                })
            .orElseGet(() -> new Enrolment.Waiting(progress));
      }
    };
  }

  private static boolean asksForWit(AuthenticatedSubmission authenticated) {
    return authenticated.formats().contains(CredentialFormat.WIT);
  }

  /** Before there is a credential that could not be answered with. */
  private EnrolmentProgress possible(
      EnrolmentProgress progress, AuthenticatedSubmission authenticated) {
    if (progress.state() == EnrolmentProgress.State.APPROVED && asksForWit(authenticated)) {
      wits.requirePossible(terms.profile(progress.enrolment().requested().profile()));
    }
    return progress;
  }

  private Enrolment withWit(Enrolment enrolment) {
    return switch (enrolment) {
      case Enrolment.Issued(IssuedCredential credential) ->
          new Enrolment.Issued(wits.beside(credential));
      case Enrolment.Waiting waiting -> waiting;
    };
  }
}
