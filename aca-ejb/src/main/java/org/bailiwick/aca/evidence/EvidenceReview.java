package org.bailiwick.aca.evidence;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.evidence.anchor.EvidenceBinding;
import org.bailiwick.aca.evidence.anchor.EvidenceItem;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.evidence.owner.OwnerConsents;
import org.bailiwick.aca.evidence.owner.OwnerKey;
import org.bailiwick.aca.nonce.Nonce;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.aca.wish.Wish;
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
    this.attestations = attestations;
    this.users = users;
    this.owners = owners;
    this.clock = clock;
  }

  /**
   * Who sent this: the device's chain, or the agent's key, and its signature over the statement.
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
    statement.requireBoundTo(submission);
    Wish wish = statement.wish();
    ProvedKey key =
        switch (submission.key()) {
          case KeyClaim.Csr csr ->
              CertificationRequest.verify(csr.der().bytes(), wish.agent().toString());
          case KeyClaim.Bare bare -> BareKey.verify(bare, authenticated, nonce.value());
        };
    Instant now = clock.instant();
    EvidenceBinding binding = new EvidenceBinding(key.key(), Optional.of(nonce.value()), now, wish);
    List<TrustedAnchor> anchors = anchors(authenticated, binding);
    anchors.forEach(anchor -> requireOwnKey(key, anchor));
    AttestationReview.Checked attested =
        attestations.check(
            AttestationTokens.of(submission), authenticated.signer().device(), binding);
    UserContext user = user(submission.userToken(), anchors);
    Optional<OwnerKey> owner = owners.review(submission.consents(), binding, user);
    owner.ifPresent(consenting -> requireNoAnchors(consenting, anchors));
    AttestationResult result = attestations.appraise(attested, anchors, now);
    return new VerifiedApplicant(
        wish,
        new VerifiedApplicant.Proofs(Optional.of(nonce), key, anchors, result, user, owner),
        new VerifiedApplicant.Digests(submission.digest(), submission.evidenceDigest()));
  }

  /**
   * The applicant of a request that was reviewed before and had to wait, as this authority itself
   * put it down. The nonce was spent then; the user's rights are those of now.
   *
   * @throws ProblemException USER_TOKEN_REJECTED if the user's provider is trusted no more
   */
  public VerifiedApplicant recall(String dossier) {
    return Dossier.read(dossier, trustDomain, users, owners);
  }

  /** The device of this chain, leaf first, whose key somebody else has seen proved. */
  public TrustedAnchor device(List<byte[]> chain) {
    return kinds.device(chain);
  }

  /** All that is to be proved of a CSR that came alone. */
  public VerifiedApplicant review(ForeseenRequest request) {
    Wish wish = request.wish();
    ProvedKey key = CertificationRequest.verify(request.csr().bytes(), wish.agent().toString());
    request
        .renewed()
        .ifPresent(
            current -> CertificationRequest.requireRenewal(request.csr().bytes(), key, current));
    Instant now = clock.instant();
    List<TrustedAnchor> anchors = new ArrayList<>(request.anchors());
    anchors.addAll(
        kinds.authenticate(
            request.evidence(), new EvidenceBinding(key.key(), Optional.empty(), now, wish)));
    anchors.forEach(anchor -> requireOwnKey(key, anchor));
    UserContext user = user(Optional.empty(), anchors);
    AttestationResult result =
        attestations.appraise(AttestationReview.Checked.NOTHING, anchors, now);
    return new VerifiedApplicant(
        wish,
        new VerifiedApplicant.Proofs(
            Optional.empty(), key, List.copyOf(anchors), result, user, Optional.empty()),
        new VerifiedApplicant.Digests(request.digest(), request.evidenceDigest()));
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

  /** What a device's key signs is the device's word, not the owner's. */
  private static void requireNoAnchors(OwnerKey owner, List<TrustedAnchor> anchors) {
    if (anchors.stream().anyMatch(anchor -> anchor.key().filter(owner.key()::equals).isPresent())) {
      throw rejected("owner-key-is-device-key", "The owner's key must be another than a device's.");
    }
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }
}
