package org.bailiwick.aca.evidence.attestor;

import java.security.PublicKey;
import java.util.Optional;
import org.bailiwick.aca.attestation.AttestedState;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * A device, instance or workload for which a trusted issuer vouches.
 *
 * @param key the subject's own key, which must differ from the agent's
 * @param voucherKeySha256 digest of the key, not the subject's own, that signed the statement on
 *     the subject
 * @param platform the measured state of the agent's environment, not appraised yet
 * @param reference names the item of evidence in the audit log, if an issuer issues several for one
 *     subject
 * @param user the user on whose behalf the evidence was issued, if the issuer vouches for that
 * @param companion the changes that are stored with the reservation
 * @param root the root of trust on which the evidence rests; empty if it was not verified now
 */
public record AttestedSubject(
    Name name,
    Optional<PublicKey> key,
    Optional<String> voucherKeySha256,
    Optional<AttestedState> platform,
    Optional<String> reference,
    Optional<UserContext> user,
    UnitOfWork companion,
    Optional<RootOfTrust> root) {

  private static final UnitOfWork NOTHING = UnitOfWork.none();

  /**
   * The name of a subject.
   *
   * @param type the attestor
   * @param issuer the issuer that vouches, unique for the attestor
   * @param subject unique for attestor and issuer
   */
  public record Name(String type, String issuer, String subject) {

    /** The length of the ledger's columns. */
    private static final int MAX_ISSUER = 1024;

    private static final int MAX_SUBJECT = 128;

    public Name {
      if (isInvalid(issuer, MAX_ISSUER) || isInvalid(subject, MAX_SUBJECT)) {
        throw EvidenceRefusal.rejected(
            "attested-subject-name",
            "The evidence names an issuer or a subject that can't be recorded.");
      }
    }

    private static boolean isInvalid(String text, int longest) {
      return text.isBlank()
          || text.length() > longest
          || text.chars().anyMatch(Character::isISOControl);
    }
  }

  /** A subject with a key of its own. */
  public static AttestedSubject of(String type, String issuer, String subject, PublicKey key) {
    return bare(new Name(type, issuer, subject), Optional.of(key));
  }

  /** A subject without a key. */
  public static AttestedSubject keyless(String type, String issuer, String subject) {
    return bare(new Name(type, issuer, subject), Optional.empty());
  }

  private static AttestedSubject bare(Name name, Optional<PublicKey> key) {
    return new AttestedSubject(
        name,
        key,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        NOTHING,
        Optional.empty());
  }

  /** A copy whose companion is this work. */
  public AttestedSubject with(UnitOfWork work) {
    return new AttestedSubject(name, key, voucherKeySha256, platform, reference, user, work, root);
  }

  /** A copy whose own key is this one. */
  public AttestedSubject holding(PublicKey own) {
    return new AttestedSubject(
        name, Optional.of(own), voucherKeySha256, platform, reference, user, companion, root);
  }

  /** A copy for which this key signed; issuance requires that the key is not compromised. */
  public AttestedSubject vouchedBy(String keySha256) {
    return new AttestedSubject(
        name, key, Optional.of(keySha256), platform, reference, user, companion, root);
  }

  /** A copy with this state, which was signed for the authority's nonce. */
  public AttestedSubject attesting(AttestedState state) {
    return new AttestedSubject(
        name, key, voucherKeySha256, Optional.of(state), reference, user, companion, root);
  }

  /** A copy with this reference, which must not be secret. */
  public AttestedSubject by(String evidence) {
    return new AttestedSubject(
        name, key, voucherKeySha256, platform, Optional.of(evidence), user, companion, root);
  }

  /** A copy on behalf of this user, whose own token is not needed then. */
  public AttestedSubject onBehalfOf(UserContext asker) {
    return new AttestedSubject(
        name, key, voucherKeySha256, platform, reference, Optional.of(asker), companion, root);
  }

  /** A copy whose evidence ended in this anchor, as {@link RootOfTrust} has it. */
  public AttestedSubject rootedIn(String anchor) {
    return restingOn(new RootOfTrust(type(), anchor));
  }

  /**
   * A copy whose evidence ended in its issuer. A name that {@link RootOfTrust} cannot have, or that
   * could be taken for a digest, is replaced by its own digest.
   */
  public AttestedSubject rootedInIssuer() {
    boolean plain = RootOfTrust.isAnchor(issuer()) && !issuer().contains("sha256:");
    return rootedIn(plain ? issuer() : "issuer-sha256:" + Sha256.hex(issuer()));
  }

  /** A copy with this root of trust. */
  public AttestedSubject restingOn(RootOfTrust own) {
    return new AttestedSubject(
        name, key, voucherKeySha256, platform, reference, user, companion, Optional.of(own));
  }

  public String type() {
    return name.type();
  }

  public String issuer() {
    return name.issuer();
  }

  public String subject() {
    return name.subject();
  }

  /**
   * The SHA-256, in base64url, of the key's SubjectPublicKeyInfo; if there is no key, of type,
   * issuer and subject.
   */
  public String keySha256() {
    return key.map(own -> Claims.sha256(own.getEncoded()))
        .orElseGet(() -> Claims.sha256(String.join("\n", type(), issuer(), subject())));
  }

  /** Whether both have the same issuer and subject, regardless of their types. */
  public boolean isNamedAs(AttestedSubject other) {
    return issuer().equals(other.issuer()) && subject().equals(other.subject());
  }

  /** The name in the audit log. */
  @Override
  public String toString() {
    return type()
        + " "
        + subject()
        + " of "
        + issuer()
        + reference.map(each -> " by " + each).orElse("");
  }
}
