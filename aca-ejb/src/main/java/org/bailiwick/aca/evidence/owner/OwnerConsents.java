package org.bailiwick.aca.evidence.owner;

import static org.bailiwick.aca.evidence.attestor.EvidenceRefusal.rejected;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.TrustFolder;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.SignedClaims;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.nonce.SpentNonces;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwsAlgorithm;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Verifies the consents of owner and agent to one another: the owner's to this agent, its key and
 * its capabilities, by a key that a third party vouches for; the agent's to the owner's key, by its
 * own key. Either of the two may send them.
 */
@Singleton
public final class OwnerConsents {

  /** The longest time between the consent of an owner and its use. */
  static final Duration LONGEST = Duration.ofHours(1);

  /** The algorithms of owners, unless an owner's file allows fewer. */
  static final Set<JwsAlgorithm> ALGORITHMS =
      Set.of(JwsAlgorithm.ES256, JwsAlgorithm.ES384, JwsAlgorithm.PS256, JwsAlgorithm.EDDSA);

  private static final String CONSENT = "owner-consent";
  private static final String ACCEPTANCE = "owner-acceptance";
  private static final Set<String> CONSENT_HEADERS = Set.of("alg", "typ", "kid", "jwk");
  private static final Set<String> ACCEPTANCE_HEADERS = Set.of("alg", "typ", "kid");
  private static final Duration SKEW = Duration.ofMinutes(1);
  private static final int LONGEST_ID = 128;
  private static final int LONGEST_TOKEN = 16_384;

  private final String audience;
  private final OwnerKeyFiles files;

  @Inject
  public OwnerConsents(AcaSettings settings, @ForAca Clock clock) {
    this.audience = settings.baseUrl().toString();
    this.files = new OwnerKeyFiles(settings.folders().of(TrustFolder.OWNERS), clock);
  }

  /** The party that vouches for an owner's key, and the algorithms of the key. */
  private record Vouched(OwnerKey.Voucher voucher, Set<JwsAlgorithm> algorithms) {}

  /**
   * The owner's key; empty for a request without consents.
   *
   * @param binding the agent's key, its nonce and the request, all verified
   * @throws ProblemException MALFORMED_REQUEST, EVIDENCE_REJECTED, or DEPENDENCY_UNAVAILABLE when
   *     the operator's files can't be read
   */
  public Optional<OwnerKey> review(OwnerProofs proofs, EvidenceBinding binding, UserContext user) {
    if (proofs.isEmpty()) {
      return Optional.empty();
    }
    String consent =
        proofs.consent().orElseThrow(() -> missing(CONSENT, "The owner's consent is missing."));
    String acceptance =
        proofs
            .acceptance()
            .orElseThrow(() -> missing(ACCEPTANCE, "The agent's acceptance is missing."));
    SignedClaims token = read(CONSENT, CONSENT_HEADERS, consent);
    PublicKey key = token.ownKey(); // unverified until somebody vouches for it
    KeyAlgorithm algorithm = requireSound(key, binding.agentKey());
    Owner owner = binding.requested().owner();
    Vouched vouched =
        byToken(key, owner, user)
            .or(() -> byFile(key, owner))
            .orElseThrow(OwnerConsents::notVouched);
    Claims claims = token.verify(key, vouched.algorithms(), "the owner's key");
    requireFor(claims, binding);
    Instant end = requireTimely(claims, binding.now());
    requireAccepted(acceptance, key, binding);
    return Optional.of(
        new OwnerKey(key, algorithm, vouched.voucher(), spend(key, claims.text("jti"), end)));
  }

  /** Requires the type {@code <what>+jwt}, and refuses any other header than these. */
  private static SignedClaims read(String what, Set<String> headers, String compact) {
    if (compact.length() > LONGEST_TOKEN) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          what + "-malformed",
          "The " + what + " is longer than " + LONGEST_TOKEN + " characters.");
    }
    SignedClaims token = SignedClaims.read(what, compact);
    if (!token.hasOnly(headers) || !token.isOfType(what + "+jwt")) {
      throw rejected(
          what + "-header",
          "The %s must have the type %s+jwt, and no unknown header.".formatted(what, what));
    }
    return token;
  }

  /**
   * The owner's key of a waiting enrolment, whose consent is spent already. If an operator's file
   * vouched for the key, it must still do so.
   *
   * @throws ProblemException EVIDENCE_REJECTED
   */
  public OwnerKey recall(PublicKey key, String voucher, Owner owner) {
    OwnerKey.Voucher by = OwnerKey.Voucher.parse(voucher);
    if (by == OwnerKey.Voucher.OWNER_FILE && byFile(key, owner).isEmpty()) {
      throw notVouched();
    }
    return new OwnerKey(key, KeyAlgorithm.of(key), by, UnitOfWork.none());
  }

  private static Optional<Vouched> byToken(PublicKey key, Owner owner, UserContext user) {
    return user.keyThumbprint()
        .filter(PublicJwk.thumbprint(key)::equals)
        .filter(thumbprint -> user.mayActFor(owner))
        .map(thumbprint -> new Vouched(OwnerKey.Voucher.USER_TOKEN, ALGORITHMS));
  }

  private Optional<Vouched> byFile(PublicKey key, Owner owner) {
    return files
        .algorithmsOf(owner, key)
        .map(algorithms -> new Vouched(OwnerKey.Voucher.OWNER_FILE, algorithms));
  }

  /** Two identities need two keys. */
  private static KeyAlgorithm requireSound(PublicKey key, PublicKey agentKey) {
    if (key.equals(agentKey)) {
      throw rejected("owner-key-is-agents", "The owner's key must be another than the agent's.");
    }
    try {
      return KeyAlgorithm.of(key);
    } catch (ProblemException weak) {
      throw new ProblemException(
          ProblemType.EVIDENCE_REJECTED,
          "owner-key-kind",
          "The owner's key is of no kind that is certified here.",
          weak);
    }
  }

  /** Requires consent to exactly this authority, agent, key and request. */
  private void requireFor(Claims consent, EvidenceBinding binding) {
    CredentialRequest requested = binding.requested();
    Map<String, String> expected =
        Map.of(
            "aud", audience,
            "agent", requested.workload().toString(),
            "agent_jkt", PublicJwk.thumbprint(binding.agentKey()),
            "owner", requested.owner().value(),
            "profile", requested.profile());
    for (String claim : expected.keySet().stream().sorted().toList()) {
      if (!consent.text(claim).equals(expected.get(claim))) {
        throw rejected(
            "owner-consent-" + claim.replace('_', '-'),
            "The owner's consent has another " + claim + " than the request.");
      }
    }
    if (!CapabilitySet.parse(consent.texts("capabilities")).equals(requested.capabilities())) {
      throw rejected(
          "owner-consent-capabilities",
          "The owner consented to other capabilities than the request's.");
    }
  }

  private static Instant requireTimely(Claims consent, Instant now) {
    Instant made = consent.time("iat");
    Instant end = consent.time("exp");
    if (made.isAfter(now.plus(SKEW))) {
      throw rejected("owner-consent-future", "The owner's consent is from the future.");
    }
    if (end.isAfter(made.plus(LONGEST))) {
      throw rejected("owner-consent-life", "The owner's consent is good for longer than an hour.");
    }
    if (!now.isBefore(end)) {
      throw rejected("owner-consent-expired", "The owner's consent has expired.");
    }
    return end;
  }

  /** Requires the agent's own signature; a device's is not enough. */
  private static void requireAccepted(String compact, PublicKey owner, EvidenceBinding binding) {
    Claims acceptance =
        read(ACCEPTANCE, ACCEPTANCE_HEADERS, compact)
            .verify(binding.agentKey(), ALGORITHMS, "the agent's key");
    if (!acceptance.text("nonce").equals(binding.nonce())) {
      throw rejected("owner-acceptance-nonce", "The acceptance was made for another nonce.");
    }
    if (!acceptance.text("owner").equals(binding.requested().owner().value())) {
      throw rejected("owner-acceptance-owner", "The agent accepted another owner.");
    }
    if (!acceptance.text("owner_jkt").equals(PublicJwk.thumbprint(owner))) {
      throw rejected("owner-acceptance-key", "The agent accepted another key of the owner.");
    }
  }

  private static UnitOfWork spend(PublicKey key, String id, Instant end) {
    if (id.isBlank() || id.length() > LONGEST_ID) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "owner-consent-claim",
          "The jti of the owner's consent is empty or longer than 128 characters.");
    }
    String name = "owner-consent." + Claims.sha256(PublicJwk.thumbprint(key) + "\n" + id);
    return SpentNonces.spend(
        name,
        end.plus(SKEW),
        () -> rejected("owner-consent-spent", "The owner's consent has been used already."));
  }

  private static ProblemException notVouched() {
    return rejected(
        "owner-key-not-vouched", "Neither the user token nor a file vouches for the owner's key.");
  }

  private static ProblemException missing(String what, String detail) {
    return rejected(what + "-missing", detail);
  }
}
