package org.bailiwick.aca.issuance;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.approval.Progress;
import org.bailiwick.aca.approval.WaitingEnrolment;
import org.bailiwick.aca.approval.WaitingEnrolments;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.credentialrequest.CredentialEntity;
import org.bailiwick.aca.evidence.AuthenticatedRequest;
import org.bailiwick.aca.evidence.AuthenticatedSubmission;
import org.bailiwick.aca.evidence.EvidenceReview;
import org.bailiwick.aca.evidence.ForeseenRequest;
import org.bailiwick.aca.evidence.Submission;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.person.PersonEntity;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.aca.profile.CredentialProfiles;
import org.bailiwick.contract.credential.CredentialFormat;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.request.RequestContext;

/**
 * Evidence in, credential out, in seven steps (docs/issuance.md): 1 review, 2 prepare, 3 lint, 4
 * reserve, 5 sign, 6 verify, 7 complete. An EJB because it is called from another module; without a
 * transaction of its own, since a signature can't be rolled back.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CredentialIssuer {

  private EvidenceReview evidence;
  private CredentialProfiles profiles;
  private Gate gate;
  private AgentHistories histories;
  private AgentIssuing agents;
  private AgentWits wits;
  private NewEnrolments newcomers;
  private WaitingEnrolments waiting;
  private Meter meter;
  private Clock clock;

  /** For the container's proxy. */
  public CredentialIssuer() {}

  @Inject
  CredentialIssuer(
      EvidenceReview evidence,
      CredentialProfiles profiles,
      @ForAca Gate gate,
      AgentHistories histories,
      AgentIssuing agents,
      AgentWits wits,
      NewEnrolments newcomers,
      WaitingEnrolments waiting,
      Meter meter,
      @ForAca Clock clock) {
    this.evidence = evidence;
    this.profiles = profiles;
    this.gate = gate;
    this.histories = histories;
    this.agents = agents;
    this.wits = wits;
    this.newcomers = newcomers;
    this.waiting = waiting;
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
    return timed(
        () -> {
          AuthenticatedSubmission authenticated = evidence.authenticate(submission); // 1
          name(authenticated);
          return answer(
              authenticated,
              idempotencyKey.map(k -> Enrolments.key(k, authenticated)),
              () -> evidence.review(authenticated));
        });
  }

  /**
   * As above, of a CSR that came alone. The same CSR again gets its first answer again, for as long
   * as that is good.
   *
   * @throws ProblemException as above; INVALID_CSR too where the answer to this CSR has expired
   */
  public Enrolment enrol(ForeseenRequest request) {
    return timed(
        () -> {
          name(request);
          Optional<EnrolmentKey> key = Optional.of(Enrolments.key(request));
          return requireInForce(answer(request, key, () -> evidence.review(request)));
        });
  }

  /** When the credential is to be renewed: within its profile's window, not all at once. */
  public Instant renewAt(IssuedCredential issued) {
    return profiles
        .renewalOf(issued.profile())
        .timeFor(
            issued.ref().serial(),
            issued.certificate().getNotBefore().toInstant(),
            issued.certificate().getNotAfter().toInstant());
  }

  /** Refuses while nothing can be judged or issued by the clock. */
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
   * Waiting and answered requests are found before the review, which needs a nonce.
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
            .or(() -> waiting.find(request).map(progress -> again(progress, request, key)))
            .orElseGet(() -> request.isRenewal() ? first.get() : newcomers.serve(first));
    return asksForWit(request) ? withWit(enrolment) : enrolment;
  }

  /** Refusals of a known sender stand in the audit log one by one, those of a key are grouped. */
  private static void name(AuthenticatedRequest request) {
    if (request.isSenderKnown()) {
      RequestContext.identify(request.applicant());
    } else {
      RequestContext.describe(request.applicant());
    }
  }

  /** A client that sends an old CSR wants a new credential, and not the one that has expired. */
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
    AgentIssuing.Order order = permitted(applicant, request, key, Optional.empty());
    if (order.profile().approvers() == 0) {
      return new Enrolment.Issued(agents.issue(order)); // 2 to 7
    }
    evidence.recall(applicant.application()); // refuses now what could not be read again later
    return new Enrolment.Waiting(agents.propose(order, request));
  }

  /** A request that waits, or waited: what may have changed meanwhile is looked at again. */
  private Enrolment again(
      Progress<WaitingEnrolment> progress,
      AuthenticatedRequest request,
      Optional<EnrolmentKey> key) {
    return switch (progress.state()) {
      case REJECTED, EXPIRED -> throw WaitingEnrolments.refused(progress);
      case ISSUED -> new Enrolment.Issued(agents.afterWaiting(progress));
      case WAITING, APPROVED ->
          approved(progress)
              .map(applicant -> permitted(applicant, request, key, Optional.of(progress)))
              .<Enrolment>map(order -> new Enrolment.Issued(agents.issue(order)))
              .orElseGet(() -> new Enrolment.Waiting(progress));
    };
  }

  /** Empty unless as many officers agreed as the profile asks for, then or now. */
  private Optional<VerifiedApplicant> approved(Progress<WaitingEnrolment> progress) {
    WaitingEnrolment enrolment = progress.proposal();
    int now = profiles.require(enrolment.profile()).approvers();
    return progress.approvedBy().size() >= Math.max(enrolment.approvers(), now)
        ? Optional.of(evidence.recall(enrolment.application()))
        : Optional.empty();
  }

  /** Refuses what profile or policy do not grant, before there is a credential. */
  private AgentIssuing.Order permitted(
      VerifiedApplicant applicant,
      AuthenticatedRequest request,
      Optional<EnrolmentKey> key,
      Optional<Progress<WaitingEnrolment>> waited) {
    CredentialProfile profile = profiles.require(applicant.profile());
    if (asksForWit(request)) {
      wits.requirePossible(profile);
    }
    profile.requireSuitable(applicant);
    AgentHistory history = histories.of(applicant.agent());
    AuditEntry permit =
        gate.require(question(applicant, history, profile, request.protocol()))
            .with(
                "anchors",
                applicant.anchors().stream().map(TrustedAnchor::toString).collect(joining("; ")));
    agents.requireNoAuthoritys(applicant);
    return new AgentIssuing.Order(
        applicant,
        history,
        profile,
        withApproval(withOwner(permit, applicant), waited),
        key,
        waited);
  }

  private static AuditEntry withOwner(AuditEntry permit, VerifiedApplicant applicant) {
    return applicant
        .ownerKey()
        .map(
            owner ->
                permit
                    .with("owner_key_sha256", KeyDigest.of(owner.key()).hex())
                    .with("owner_key_by", owner.voucher().token()))
        .orElse(permit);
  }

  private static AuditEntry withApproval(
      AuditEntry permit, Optional<Progress<WaitingEnrolment>> waited) {
    return waited
        .map(progress -> permit.with("approved_by", String.join(" ", progress.approvedBy())))
        .orElse(permit);
  }

  private static boolean asksForWit(AuthenticatedRequest request) {
    return request.formats().contains(CredentialFormat.WIT);
  }

  private Enrolment withWit(Enrolment enrolment) {
    return enrolment instanceof Enrolment.Issued(IssuedCredential credential)
        ? new Enrolment.Issued(wits.beside(credential))
        : enrolment;
  }

  /** The requested credential in the vocabulary of the action {@code issue} (docs/policy.md). */
  private Question question(
      VerifiedApplicant applicant,
      AgentHistory history,
      CredentialProfile profile,
      String protocol) {
    return Question.of(
        PersonEntity.of(applicant.user(), applicant.owner()),
        "issue",
        CredentialEntity.of(applicant.requested(), history.owner()),
        Map.of(
            "protocol", protocol,
            "attestation_status", applicant.attestation().status().token(),
            "attestation_sufficient", profile.accepts(applicant.attestation().status()),
            "device_issuer", profile.anchorOf(applicant).issuer(),
            "anchors", applicant.anchors().stream().map(TrustedAnchor::type).collect(toSet()),
            "profile_capabilities_ok", profile.covers(applicant.capabilities()),
            "owner_allowed", applicant.user().mayActFor(applicant.owner())));
  }
}
