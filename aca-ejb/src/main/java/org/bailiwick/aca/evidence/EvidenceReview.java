package org.bailiwick.aca.evidence;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.attestation.AttestationEvidence;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.attestation.AttestationVerifier;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.idevid.DeviceAuthenticator;
import org.bailiwick.aca.evidence.idevid.DeviceIdentity;
import org.bailiwick.aca.nonce.Nonce;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Step 1 of issuing: every proof that an applicant must bring (requirements R6, R9 to R11), in an
 * order in which the cheap and the authenticating checks come first. Has no side effects; in
 * particular the nonce is recognised here and spent with the reservation.
 */
@Singleton
public final class EvidenceReview {

  private final TrustDomain trustDomain;
  private final DeviceAuthenticator devices;
  private final NonceMint nonces;
  private final AttestationVerifier verifier;
  private final UserTokens users;
  private final Clock clock;

  @Inject
  public EvidenceReview(
      AcaSettings settings,
      DeviceAuthenticator devices,
      NonceMint nonces,
      AttestationVerifier verifier,
      UserTokens users,
      @ForAca Clock clock) {
    this.trustDomain = settings.trustDomain();
    this.devices = devices;
    this.nonces = nonces;
    this.verifier = verifier;
    this.users = users;
    this.clock = clock;
  }

  /** Who sent this: the device's chain and its signature over the statement. */
  public AuthenticatedSubmission authenticate(Submission submission) {
    DeviceSignature statement =
        DeviceSignature.read("statement", "enrolment-statement+jwt", submission.statement());
    DeviceIdentity device = devices.authenticate(statement.chain());
    Claims claims = statement.verify(device.key());
    return new AuthenticatedSubmission(submission, device, claims);
  }

  /** Everything else; whoever gets an applicant back may rely on all of it. */
  public VerifiedApplicant review(AuthenticatedSubmission authenticated) {
    Submission submission = authenticated.submission();
    EnrolmentStatement statement = EnrolmentStatement.of(authenticated.claims(), trustDomain);
    Nonce nonce = nonces.require(statement.nonce());
    statement.requireBoundTo(submission);
    CertificationRequest request =
        CertificationRequest.verify(submission.csr().bytes(), statement.agent().toString());
    requireOwnKey(request, authenticated.device());
    AttestationEvidence evidence =
        EatToken.verify(
            submission.eat(), authenticated.device().key(), nonce.value(), clock.instant());
    UserContext user = users.authenticate(submission.userToken());
    AttestationResult result = verifier.appraise(evidence);
    return new VerifiedApplicant(authenticated, statement, nonce, request, result, user);
  }

  /**
   * An agent credential over the device's key would outlive the agent and impersonate the device.
   */
  private static void requireOwnKey(CertificationRequest request, DeviceIdentity device) {
    if (request.key().equals(device.key())) {
      throw new ProblemException(
          ProblemType.INVALID_CSR,
          "csr-key-is-device-key",
          "The agent's key must be another than the device's.");
    }
  }
}
