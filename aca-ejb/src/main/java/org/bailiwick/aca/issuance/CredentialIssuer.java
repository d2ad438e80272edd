package org.bailiwick.aca.issuance;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.cycle.IssuedCredential;
import org.bailiwick.aca.evidence.AuthenticatedSubmission;
import org.bailiwick.aca.evidence.EvidenceReview;
import org.bailiwick.aca.evidence.Submission;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.meter.Meter;
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

  private EvidenceReview evidence;
  private CredentialProfiles profiles;
  private IssuePermission permission;
  private AgentIssuing agents;
  private Meter meter;
  private Clock clock;

  /** For the container's proxy. */
  public CredentialIssuer() {}

  @Inject
  CredentialIssuer(
      EvidenceReview evidence,
      CredentialProfiles profiles,
      IssuePermission permission,
      AgentIssuing agents,
      Meter meter,
      @ForAca Clock clock) {
    this.evidence = evidence;
    this.profiles = profiles;
    this.permission = permission;
    this.agents = agents;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * Issues an agent credential, or gives the first answer again when the key was used for the same
   * request before.
   */
  public IssuedCredential issue(Submission submission, Optional<String> idempotencyKey) {
    return meter.measure("issue", clock, () -> answer(submission, idempotencyKey));
  }

  private IssuedCredential answer(Submission submission, Optional<String> idempotencyKey) {
    AuthenticatedSubmission authenticated = evidence.authenticate(submission); // 1
    RequestContext.identify(authenticated.device().toString());
    Optional<EnrolmentKey> key = idempotencyKey.map(k -> Enrolments.key(k, authenticated));
    return agents.repeated(key, submission.digest()).orElseGet(() -> first(authenticated, key));
  }

  private IssuedCredential first(
      AuthenticatedSubmission authenticated, Optional<EnrolmentKey> key) {
    VerifiedApplicant applicant = evidence.review(authenticated); // 1
    CredentialProfile profile = profiles.require(applicant.profile());
    profile.requireSuitable(applicant);
    AuditEntry permit = permission.require(applicant, profile);
    return agents.issue(new AgentIssuing.Order(applicant, profile, permit, key)); // 2 to 7
  }
}
