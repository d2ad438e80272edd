package org.bailiwick.aca.issuance;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
import org.bailiwick.aca.naming.AgentNames;
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

  private static final String NATIVE = "native";

  private EvidenceReview evidence;
  private CredentialProfiles profiles;
  private Gate gate;
  private AgentNames names;
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
      AgentNames names,
      AgentIssuing agents,
      AgentWits wits,
      NewEnrolments newcomers,
      WaitingEnrolments waiting,
      Meter meter,
      @ForAca Clock clock) {
    this.evidence = evidence;
    this.profiles = profiles;
    this.gate = gate;
    this.names = names;
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
    return profiles
        .renewalOf(issued.profile())
        .timeFor(
            issued.ref().serial(),
            issued.certificate().getNotBefore().toInstant(),
            issued.certificate().getNotAfter().toInstant());
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
                    waiting
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
        .or(() -> waiting.find(request).map(progress -> again(progress, key, request.protocol())))
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
    CredentialProfile profile = profiles.require(applicant.profile());
    if (asksForWit(authenticated)) {
      wits.requirePossible(profile);
    }
    AuditEntry permit = permit(applicant, profile, NATIVE);
    return issued(
        new AgentIssuing.Order(applicant, profile, permit, key, Optional.empty()), authenticated);
  }

  private Enrolment first(ForeseenRequest request, Optional<EnrolmentKey> key) {
    VerifiedApplicant applicant = evidence.review(request); // 1
    CredentialProfile profile = profiles.require(applicant.profile());
    AuditEntry permit = permit(applicant, profile, request.protocol());
    return issued(
        new AgentIssuing.Order(applicant, profile, permit, key, Optional.empty()), request);
  }

  private Enrolment issued(AgentIssuing.Order order, AuthenticatedRequest request) {
    if (order.profile().approvers() == 0) {
      return new Enrolment.Issued(agents.issue(order)); // 2 to 7
    }
    evidence.recall(order.applicant().application()); // refuses now what could not be read later
    return new Enrolment.Waiting(agents.propose(order, request));
  }

  /** A request that waits, or waited: what may have changed meanwhile is looked at again. */
  private Enrolment again(
      Progress<WaitingEnrolment> progress, Optional<EnrolmentKey> key, String protocol) {
    return switch (progress.state()) {
      case REJECTED, EXPIRED -> throw WaitingEnrolments.refused(progress);
      case ISSUED -> new Enrolment.Issued(agents.afterWaiting(progress));
      case WAITING, APPROVED -> {
        CredentialProfile profile = profiles.require(progress.proposal().profile());
        yield approved(progress, profile)
            .<Enrolment>map(
                applicant -> {
                  AuditEntry permit =
                      permit(applicant, profile, protocol)
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

  /** Empty unless as many officers agreed as the profile asks for, then or now. */
  private Optional<VerifiedApplicant> approved(
      Progress<WaitingEnrolment> progress, CredentialProfile profile) {
    int needed = Math.max(progress.proposal().approvers(), profile.approvers());
    return progress.approvedBy().size() >= needed
        ? Optional.of(evidence.recall(progress.proposal().application()))
        : Optional.empty();
  }

  /** Refuses what profile or policy do not grant. */
  private AuditEntry permit(
      VerifiedApplicant applicant, CredentialProfile profile, String protocol) {
    profile.requireSuitable(applicant);
    AuditEntry permit =
        gate.require(question(applicant, profile, protocol))
            .with("anchors", String.join("; ", texts(applicant.anchors())));
    agents.requireNoAuthoritys(applicant);
    return applicant
        .ownerKey()
        .map(
            owner ->
                permit
                    .with("owner_key_sha256", KeyDigest.of(owner.key()).hex())
                    .with("owner_key_by", owner.voucher().token()))
        .orElse(permit);
  }

  private static boolean asksForWit(AuthenticatedSubmission authenticated) {
    return authenticated.formats().contains(CredentialFormat.WIT);
  }

  /** Before there is a credential that could not be answered with. */
  private Progress<WaitingEnrolment> possible(
      Progress<WaitingEnrolment> progress, AuthenticatedSubmission authenticated) {
    if (progress.state() == Progress.State.APPROVED && asksForWit(authenticated)) {
      wits.requirePossible(profiles.require(progress.proposal().profile()));
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

  /** The requested credential in the vocabulary of the action {@code issue} (docs/policy.md). */
  private Question question(
      VerifiedApplicant applicant, CredentialProfile profile, String protocol) {
    return Question.of(
        PersonEntity.of(applicant.user(), applicant.owner()),
        "issue",
        CredentialEntity.of(applicant.requested(), names.ownerOf(applicant.agent())),
        Map.of(
            "protocol", protocol,
            "attestation_status", applicant.attestation().status().token(),
            "attestation_sufficient", profile.accepts(applicant.attestation().status()),
            "device_issuer", profile.anchorOf(applicant).issuer(),
            "anchors", types(applicant.anchors()),
            "profile_capabilities_ok", profile.covers(applicant.capabilities()),
            "owner_allowed", applicant.user().mayActFor(applicant.owner())));
  }

  private static List<String> texts(List<TrustedAnchor> anchors) {
    return anchors.stream().map(TrustedAnchor::toString).toList();
  }

  private static Set<String> types(List<TrustedAnchor> anchors) {
    return anchors.stream().map(TrustedAnchor::type).collect(Collectors.toSet());
  }
}
