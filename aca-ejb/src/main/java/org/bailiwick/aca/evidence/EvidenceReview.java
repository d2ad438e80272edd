package org.bailiwick.aca.evidence;

import static org.bailiwick.aca.evidence.attestor.EvidenceRefusal.rejected;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.csr.CertificationRequest;
import org.bailiwick.aca.evidence.csr.ProvedKey;
import org.bailiwick.aca.evidence.owner.OwnerConsents;
import org.bailiwick.aca.evidence.owner.OwnerKey;
import org.bailiwick.aca.evidence.request.KeyClaim;
import org.bailiwick.aca.evidence.request.PredeterminedRequest;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.nonce.Nonce;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.nonce.NonceTickets;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Step 1 of the issuing pipeline: verifies all proofs of an applicant (requirements R6, R9 to R11),
 * cheap and authenticating checks first. It has no side effects: the reservation spends the nonce.
 */
@Singleton
public final class EvidenceReview {

  private final TrustDomain trustDomain;
  private final Attestors attestors;
  private final NonceMint nonces;
  private final NonceTickets tickets;
  private final AttestationReview attestations;
  private final UserTokens users;
  private final OwnerConsents owners;
  private final Clock clock;

  @Inject
  public EvidenceReview(
      AcaSettings settings,
      Attestors attestors,
      NonceMint nonces,
      AttestationReview attestations,
      UserTokens users,
      OwnerConsents owners,
      @ForAca Clock clock) {
    this.trustDomain = settings.trustDomain();
    this.attestors = attestors;
    this.nonces = nonces;
    this.tickets = new NonceTickets(nonces);
    this.attestations = attestations;
    this.users = users;
    this.owners = owners;
    this.clock = clock;
  }

  /** Verifies the signature over the statement by the device's chain or by the agent's key. */
  public AuthenticatedSubmission authenticate(Submission submission) {
    ApplicantSignature statement =
        ApplicantSignature.readOfEither(
            "statement", "enrolment-statement+jwt", submission.statement());
    StatementSigner signer =
        statement.hasOwnKey()
            ? StatementSigner.agent(statement.ownKey())
            : StatementSigner.device(attestors.device(statement.chain()));
    return new AuthenticatedSubmission(submission, signer, statement.verify(signer.key()));
  }

  /** Verifies all other proofs, so that everything in the returned applicant is verified. */
  public VerifiedApplicant review(AuthenticatedSubmission authenticated) {
    Submission submission = authenticated.submission();
    EnrolmentStatement statement =
        EnrolmentStatement.of(authenticated.claims(), trustDomain, submission);
    Nonce nonce = nonces.require(statement.nonce());
    Instant now = clock.instant();
    statement.requireTimely(now);
    statement.requireBoundTo(submission);
    CredentialRequest requested = statement.requested();
    ProvedKey key =
        switch (submission.key()) {
          case KeyClaim.Csr csr ->
              CertificationRequest.verify(csr.der().bytes(), requested.workload().toString());
          case KeyClaim.Bare bare -> BareKey.verify(bare, authenticated, nonce.value());
        };
    EvidenceBinding binding =
        new EvidenceBinding(key.key(), Optional.of(nonce.value()), now, requested);
    List<AttestedSubject> subjects = subjects(authenticated, binding);
    subjects.forEach(subject -> requireOwnKey(key, subject));
    AttestationReview.Checked attested =
        attestations.check(
            AttestationTokens.of(submission), authenticated.signer().device(), binding);
    UserContext user = user(submission.userToken(), subjects);
    Optional<OwnerKey> owner = owners.review(submission.consents(), binding, user);
    owner.ifPresent(consenting -> requireNoDeviceKey(consenting, subjects));
    user.requireSender(owner.map(OwnerKey::key));
    AttestationResult result = attestations.appraise(attested, subjects, now);
    return new VerifiedApplicant(
        requested,
        new VerifiedApplicant.Proofs(Optional.of(nonce), key, subjects, result, user, owner),
        new VerifiedApplicant.Digests(submission.digest(), submission.evidenceDigest()));
  }

  /**
   * Restores the applicant of a waiting enrolment, whose nonce is spent already, with the present
   * rights of the user.
   *
   * @throws ProblemException USER_TOKEN_REJECTED if the user's provider is no longer trusted
   */
  public VerifiedApplicant recall(String application) {
    return StoredApplication.read(application, trustDomain, users, owners);
  }

  /** The device of this chain, leaf first. The caller has proof of the possession of its key. */
  public AttestedSubject device(List<byte[]> chain) {
    return attestors.device(chain);
  }

  /**
   * Verifies a CSR that comes without a statement. Only an attestation in the CSR needs a nonce,
   * which is then verified and later spent.
   */
  public VerifiedApplicant review(PredeterminedRequest request) {
    CredentialRequest requested = request.requested();
    byte[] csr = request.csr().bytes();
    ProvedKey key = CertificationRequest.verify(csr, requested.workload().toString());
    request.renewed().ifPresent(current -> CertificationRequest.requireRenewal(csr, key, current));
    AttestationTokens tokens = AttestationTokens.inRequest(csr);
    Optional<Nonce> nonce =
        tokens.isEmpty() ? Optional.empty() : request.ticket().map(tickets::require);
    Instant now = clock.instant();
    EvidenceBinding binding =
        new EvidenceBinding(key.key(), nonce.map(Nonce::value), now, requested);
    Optional<AttestedSubject> attester = attester(request, tokens);
    List<AttestedSubject> subjects = new ArrayList<>(predetermined(request, attester));
    subjects.addAll(attestors.authenticate(request.evidence(), binding));
    subjects.forEach(subject -> requireOwnKey(key, subject));
    AttestationReview.Checked attested =
        tokens.isEmpty()
            ? AttestationReview.Checked.NOTHING
            : attestations.check(tokens, attester, binding);
    UserContext user = user(Optional.empty(), subjects);
    AttestationResult result = attestations.appraise(attested, subjects, now);
    VerifiedApplicant applicant =
        new VerifiedApplicant(
            requested,
            new VerifiedApplicant.Proofs(
                nonce, key, List.copyOf(subjects), result, user, Optional.empty()),
            new VerifiedApplicant.Digests(request.digest(), request.evidenceDigest()));
    return request
        .renewed()
        .filter(renewed -> !result.isAppraised())
        .flatMap(EarlierAppraisal::in)
        .map(applicant::renewing)
        .orElse(applicant);
  }

  /**
   * The device whose EAT the CSR may contain. In a renewal the client certificate is the agent's
   * credential, so the EAT must contain the chain of the device that the ledger names for it.
   */
  private Optional<AttestedSubject> attester(
      PredeterminedRequest request, AttestationTokens tokens) {
    Optional<AttestedSubject> asking = request.subjects().stream().findFirst();
    if (request.renewed().isEmpty()) {
      return asking;
    }
    Optional<AttestedSubject> device =
        tokens.evidence().map(EatToken::chain).filter(c -> !c.isEmpty()).map(attestors::device);
    if (device.isPresent() && !device.get().isNamedAs(asking.orElseThrow())) {
      throw rejected("renewal-device", "The EAT is of a device other than the credential's.");
    }
    return device;
  }

  /**
   * The subjects that the connection proved. A device that attests at a renewal is not one of them,
   * but its key must differ from the agent's and must not be compromised, and its root of trust is
   * that of the renewal's evidence.
   */
  private static List<AttestedSubject> predetermined(
      PredeterminedRequest request, Optional<AttestedSubject> attester) {
    if (request.renewed().isEmpty() || attester.isEmpty()) {
      return request.subjects();
    }
    PublicKey own = attester.get().key().orElseThrow();
    RootOfTrust root = attester.get().root().orElseThrow();
    return request.subjects().stream().map(each -> each.holding(own).restingOn(root)).toList();
  }

  /** The user of the token, or the one on whose behalf evidence was issued. */
  private UserContext user(Optional<String> token, List<AttestedSubject> subjects) {
    List<UserContext> named = subjects.stream().flatMap(a -> a.user().stream()).toList();
    if (token.isPresent() == !named.isEmpty() || named.size() > 1) {
      throw new ProblemException(
          ProblemType.USER_TOKEN_REJECTED,
          token.isPresent() || named.size() > 1 ? "user-named-twice" : "user-token-missing",
          "A request must have exactly one user, by its user token or by its evidence.");
    }
    return token.map(users::authenticate).orElseGet(named::getFirst);
  }

  /** The device that signed the statement, if one did, and the subjects of the evidence. */
  private List<AttestedSubject> subjects(
      AuthenticatedSubmission authenticated, EvidenceBinding binding) {
    StatementSigner signer = authenticated.signer();
    List<EvidenceItem> items =
        authenticated.submission().evidence().stream()
            .filter(item -> !AttestationTokens.isResult(item))
            .toList();
    if (signer.device().isEmpty()) {
      if (!signer.isKey(binding.agentKey())) {
        throw rejected(
            "statement-key-not-agents", "The statement is signed by a key other than the CSR's.");
      }
      if (items.isEmpty()) {
        throw rejected(
            "evidence-missing", "No evidence is bound to the key that signed the statement.");
      }
    }
    List<AttestedSubject> subjects = new ArrayList<>(signer.device().stream().toList());
    subjects.addAll(attestors.authenticate(items, binding));
    return List.copyOf(subjects);
  }

  /** With a credential of the device's key, an agent could impersonate the device. */
  private static void requireOwnKey(ProvedKey key, AttestedSubject subject) {
    if (subject.key().filter(key.key()::equals).isPresent()) {
      throw new ProblemException(
          ProblemType.INVALID_CSR,
          "csr-key-is-device-key",
          "The agent's key must differ from the device's.");
    }
  }

  /** A signature by a device's key is not the owner's consent. */
  private static void requireNoDeviceKey(OwnerKey owner, List<AttestedSubject> subjects) {
    if (subjects.stream()
        .anyMatch(subject -> subject.key().filter(owner.key()::equals).isPresent())) {
      throw rejected("owner-key-is-device-key", "The owner's key must differ from a device's.");
    }
  }
}
