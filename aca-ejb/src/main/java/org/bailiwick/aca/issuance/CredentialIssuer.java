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
import java.util.stream.Collectors;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.cycle.IssuedCredential;
import org.bailiwick.aca.evidence.AuthenticatedSubmission;
import org.bailiwick.aca.evidence.EvidenceReview;
import org.bailiwick.aca.evidence.Submission;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.naming.AgentNames;
import org.bailiwick.aca.person.PersonEntity;
import org.bailiwick.aca.wish.CredentialEntity;
import org.bailiwick.contract.credential.CredentialFormat;
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
  private AgentNames names;
  private AgentIssuing agents;
  private AgentWits wits;
  private NewEnrolments newcomers;
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
      Meter meter,
      @ForAca Clock clock) {
    this.evidence = evidence;
    this.profiles = profiles;
    this.gate = gate;
    this.names = names;
    this.agents = agents;
    this.wits = wits;
    this.newcomers = newcomers;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * Issues an agent credential, or gives the first answer again when the key was used for the same
   * request before. A token that the request is for as well is a new one each time.
   */
  public IssuedCredential issue(Submission submission, Optional<String> idempotencyKey) {
    return meter.measure("issue", clock, () -> answer(submission, idempotencyKey));
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

  private IssuedCredential answer(Submission submission, Optional<String> idempotencyKey) {
    AuthenticatedSubmission authenticated = evidence.authenticate(submission); // 1
    RequestContext.identify(authenticated.applicant());
    Optional<EnrolmentKey> key = idempotencyKey.map(k -> Enrolments.key(k, authenticated));
    boolean withWit = authenticated.formats().contains(CredentialFormat.WIT);
    IssuedCredential issued =
        agents
            .repeated(key, submission.digest())
            .orElseGet(
                () ->
                    authenticated.isRenewal()
                        ? first(authenticated, key)
                        : newcomers.serve(() -> first(authenticated, key)));
    return withWit ? wits.beside(issued) : issued;
  }

  private IssuedCredential first(
      AuthenticatedSubmission authenticated, Optional<EnrolmentKey> key) {
    VerifiedApplicant applicant = evidence.review(authenticated); // 1
    CredentialProfile profile = profiles.require(applicant.profile());
    profile.requireSuitable(applicant);
    if (authenticated.formats().contains(CredentialFormat.WIT)) {
      wits.requirePossible(profile);
    }
    AuditEntry permit =
        gate.require(question(applicant, profile))
            .with("anchors", String.join("; ", texts(applicant.anchors())));
    return agents.issue(new AgentIssuing.Order(applicant, profile, permit, key)); // 2 to 7
  }

  /** The applicant's wish in the vocabulary of the action {@code issue} (docs/policy.md). */
  private Question question(VerifiedApplicant applicant, CredentialProfile profile) {
    return Question.of(
        PersonEntity.of(applicant.user(), applicant.owner()),
        "issue",
        CredentialEntity.of(applicant.wish(), names.ownerOf(applicant.agent())),
        Map.of(
            "attestation_status", applicant.attestation().status().token(),
            "attestation_required", profile.requiredStatus().token(),
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
