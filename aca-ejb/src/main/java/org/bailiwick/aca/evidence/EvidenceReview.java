package org.bailiwick.aca.evidence;

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
import org.bailiwick.aca.evidence.anchor.EvidenceBinding;
import org.bailiwick.aca.evidence.anchor.EvidenceItem;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.evidence.csr.CertificationRequest;
import org.bailiwick.aca.evidence.csr.ProvedKey;
import org.bailiwick.aca.evidence.owner.OwnerConsents;
import org.bailiwick.aca.evidence.owner.OwnerKey;
import org.bailiwick.aca.evidence.request.ForeseenRequest;
import org.bailiwick.aca.evidence.request.KeyClaim;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.nonce.Nonce;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.nonce.NonceTickets;
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
  private final TrustKinds kinds;
  private final NonceMint nonces;
  private final NonceTickets tickets;
  private final AttestationReview attestations;
  private final UserTokens users;
  private final OwnerConsents owners;
  private final Clock clock;

  @Inject
  public EvidenceReview(
      AcaSettings settings,
      TrustKinds kinds,
      NonceMint nonces,
      AttestationReview attestations,
      UserTokens users,
      OwnerConsents owners,
      @ForAca Clock clock) {
    this.trustDomain = settings.trustDomain();
    this.kinds = kinds;
    this.nonces = nonces;
    this.tickets = new NonceTickets(nonces);
    this.attestations = attestations;
    this.users = users;
    this.owners = owners;
    this.clock = clock;
  }

  /**
   * Authenticates the sender by the device's chain, or by the agent's key, and its signature over
   * the statement.
   */
  public AuthenticatedSubmission authenticate(Submission submission) {
    DeviceSignature statement =
        DeviceSignature.readOfEither(
            "statement", "enrolment-statement+jwt", submission.statement());
    StatementSigner signer =
        statement.bringsKey()
            ? StatementSigner.agent(statement.ownKey())
            : StatementSigner.device(kinds.device(statement.chain()));
    return new AuthenticatedSubmission(submission, signer, statement.verify(signer.key()));
  }

  /** Everything else; whoever gets an applicant back may rely on all of it. */
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
              CertificationRequest.verify(csr.der().bytes(), requested.agent().toString());
          case KeyClaim.Bare bare -> BareKey.verify(bare, authenticated, nonce.value());
        };
    EvidenceBinding binding =
        new EvidenceBinding(key.key(), Optional.of(nonce.value()), now, requested);
    List<TrustedAnchor> anchors = anchors(authenticated, binding);
    anchors.forEach(anchor -> requireOwnKey(key, anchor));
    AttestationReview.Checked attested =
        attestations.check(
            AttestationTokens.of(submission), authenticated.signer().device(), binding);
    UserContext user = user(submission.userToken(), anchors);
    Optional<OwnerKey> owner = owners.review(submission.consents(), binding, user);
    owner.ifPresent(consenting -> requireNoAnchors(consenting, anchors));
    user.sentBy(owner.map(OwnerKey::key));
    AttestationResult result = attestations.appraise(attested, anchors, now);
    return new VerifiedApplicant(
        requested,
        new VerifiedApplicant.Proofs(Optional.of(nonce), key, anchors, result, user, owner),
        new VerifiedApplicant.Digests(submission.digest(), submission.evidenceDigest()));
  }

  /**
   * The applicant of a request that was reviewed before and had to wait, as this authority itself
   * put it down. The nonce was spent then; the user's rights are those of now.
   *
   * @throws ProblemException USER_TOKEN_REJECTED if the user's provider is trusted no more
   */
  public VerifiedApplicant recall(String application) {
    return StoredApplication.read(application, trustDomain, users, owners);
  }

  /** The device of this chain, leaf first, whose key somebody else has seen proved. */
  public TrustedAnchor device(List<byte[]> chain) {
    return kinds.device(chain);
  }

  /**
   * All that is to be proved of a CSR that came alone. What it attests must be fresh; a nonce is
   * looked at, and spent, only then.
   */
  public VerifiedApplicant review(ForeseenRequest request) {
    CredentialRequest requested = request.requested();
    byte[] csr = request.csr().bytes();
    ProvedKey key = CertificationRequest.verify(csr, requested.agent().toString());
    request.renewed().ifPresent(current -> CertificationRequest.requireRenewal(csr, key, current));
    AttestationTokens tokens = AttestationTokens.inRequest(csr);
    Optional<Nonce> nonce =
        tokens.isEmpty() ? Optional.empty() : request.ticket().map(tickets::require);
    Instant now = clock.instant();
    EvidenceBinding binding =
        new EvidenceBinding(key.key(), nonce.map(Nonce::value), now, requested);
    Optional<TrustedAnchor> attester = attester(request, tokens);
    List<TrustedAnchor> anchors = new ArrayList<>(foreseen(request, attester));
    anchors.addAll(kinds.authenticate(request.evidence(), binding));
    anchors.forEach(anchor -> requireOwnKey(key, anchor));
    AttestationReview.Checked attested =
        tokens.isEmpty()
            ? AttestationReview.Checked.NOTHING
            : attestations.check(tokens, attester, binding);
    UserContext user = user(Optional.empty(), anchors);
    AttestationResult result = attestations.appraise(attested, anchors, now);
    return new VerifiedApplicant(
        requested,
        new VerifiedApplicant.Proofs(
            nonce, key, List.copyOf(anchors), result, user, Optional.empty()),
        new VerifiedApplicant.Digests(request.digest(), request.evidenceDigest()));
  }

  /**
   * Whose EAT the CSR may hold: the device that asks. Who renews shows the agent's credential, so
   * the EAT has to bring the chain of the very device that the credential was issued on.
   */
  private Optional<TrustedAnchor> attester(ForeseenRequest request, AttestationTokens tokens) {
    Optional<TrustedAnchor> asking = request.anchors().stream().findFirst();
    if (request.renewed().isEmpty()) {
      return asking;
    }
    Optional<TrustedAnchor> device =
        tokens.evidence().map(EatToken::chain).filter(c -> !c.isEmpty()).map(kinds::device);
    if (device.isPresent() && !device.get().isNamedAs(asking.orElseThrow())) {
      throw rejected("renewal-device", "The EAT is of another device than the credential is of.");
    }
    return device;
  }

  /**
   * Whom the connection is with. A device that attests at a renewal is no anchor by that, but its
   * key must not be the agent's and must be sound.
   */
  private static List<TrustedAnchor> foreseen(
      ForeseenRequest request, Optional<TrustedAnchor> attester) {
    Optional<PublicKey> key = request.renewed().flatMap(c -> attester.flatMap(TrustedAnchor::key));
    return key.map(own -> request.anchors().stream().map(each -> each.holding(own)).toList())
        .orElseGet(request::anchors);
  }

  /** The user of the token, or else the one on whose behalf evidence was handed out. */
  private UserContext user(Optional<String> token, List<TrustedAnchor> anchors) {
    List<UserContext> named = anchors.stream().flatMap(a -> a.user().stream()).toList();
    if (token.isPresent() == !named.isEmpty() || named.size() > 1) {
      throw new ProblemException(
          ProblemType.USER_TOKEN_REJECTED,
          token.isPresent() || named.size() > 1 ? "user-named-twice" : "user-token-missing",
          "A request has one user: of its user token, or of evidence that was given to a user.");
    }
    return token.map(users::authenticate).orElseGet(named::getFirst);
  }

  /** The device that signed, if one did, and whom the further evidence is about. */
  private List<TrustedAnchor> anchors(
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
        throw rejected("evidence-missing", "Nothing speaks for the key that signed the statement.");
      }
    }
    List<TrustedAnchor> anchors = new ArrayList<>(signer.device().stream().toList());
    anchors.addAll(kinds.authenticate(items, binding));
    return List.copyOf(anchors);
  }

  /**
   * An agent credential over the device's key would outlive the agent and impersonate the device.
   */
  private static void requireOwnKey(ProvedKey key, TrustedAnchor anchor) {
    if (anchor.key().filter(key.key()::equals).isPresent()) {
      throw new ProblemException(
          ProblemType.INVALID_CSR,
          "csr-key-is-device-key",
          "The agent's key must be another than the device's.");
    }
  }

  /** A device's key must not be the owner's, since its signatures are not the owner's consent. */
  private static void requireNoAnchors(OwnerKey owner, List<TrustedAnchor> anchors) {
    if (anchors.stream().anyMatch(anchor -> anchor.key().filter(owner.key()::equals).isPresent())) {
      throw rejected("owner-key-is-device-key", "The owner's key must be another than a device's.");
    }
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }
}
