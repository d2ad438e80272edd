package org.bailiwick.aca.evidence.anchor;

import java.security.PublicKey;
import java.util.Optional;
import org.bailiwick.aca.attestation.AttestedState;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * A device, instance or workload that somebody trusted vouches for.
 *
 * @param key a key of the anchor itself; the agent's must be another
 * @param voucherKeySha256 names the key, not the anchor's, by which somebody spoke for it
 * @param platform what the anchor measured of the place where the agent runs, to be appraised
 * @param reference names the very piece of evidence where the audit log speaks of the anchor, if an
 *     issuer gives a subject many
 * @param user on whose behalf this was handed out, if that is part of what the issuer vouches for
 * @param companion joins the transaction that reserves the credential
 */
public record TrustedAnchor(
    Name name,
    Optional<PublicKey> key,
    Optional<String> voucherKeySha256,
    Optional<AttestedState> platform,
    Optional<String> reference,
    Optional<UserContext> user,
    UnitOfWork companion) {

  private static final UnitOfWork NOTHING = UnitOfWork.none();

  /**
   * The name of an anchor.
   *
   * @param type the kind of initial trust
   * @param issuer who vouches, unique among all issuers of the type
   * @param subject unique per type and issuer
   */
  public record Name(String type, String issuer, String subject) {

    /** The length of the ledger's columns. */
    private static final int MAX_ISSUER = 1024;

    private static final int MAX_SUBJECT = 128;

    public Name {
      if (isUnfit(issuer, MAX_ISSUER) || isUnfit(subject, MAX_SUBJECT)) {
        throw new ProblemException(
            ProblemType.EVIDENCE_REJECTED,
            "anchor-name",
            "The evidence names an issuer or a subject that can't be recorded.");
      }
    }

    private static boolean isUnfit(String text, int longest) {
      return text.isBlank()
          || text.length() > longest
          || text.chars().anyMatch(Character::isISOControl);
    }
  }

  /** An anchor with a key of its own. */
  public static TrustedAnchor of(String type, String issuer, String subject, PublicKey key) {
    return bare(new Name(type, issuer, subject), Optional.of(key));
  }

  /** An anchor that is known by name only. */
  public static TrustedAnchor keyless(String type, String issuer, String subject) {
    return bare(new Name(type, issuer, subject), Optional.empty());
  }

  private static TrustedAnchor bare(Name name, Optional<PublicKey> key) {
    return new TrustedAnchor(
        name, key, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), NOTHING);
  }

  /** The same with work that joins the reservation. */
  public TrustedAnchor with(UnitOfWork work) {
    return new TrustedAnchor(name, key, voucherKeySha256, platform, reference, user, work);
  }

  /** The same with this key of its own, by which it signed. */
  public TrustedAnchor holding(PublicKey own) {
    return new TrustedAnchor(
        name, Optional.of(own), voucherKeySha256, platform, reference, user, companion);
  }

  /** The same on the word of this key, which has to be sound whenever something is issued on it. */
  public TrustedAnchor vouchedBy(String keySha256) {
    return new TrustedAnchor(
        name, key, Optional.of(keySha256), platform, reference, user, companion);
  }

  /** The same with what it signed of the place for our nonce. */
  public TrustedAnchor attesting(AttestedState state) {
    return new TrustedAnchor(
        name, key, voucherKeySha256, Optional.of(state), reference, user, companion);
  }

  /** The same by this one of several pieces of evidence; no secret. */
  public TrustedAnchor by(String piece) {
    return new TrustedAnchor(
        name, key, voucherKeySha256, platform, Optional.of(piece), user, companion);
  }

  /** The same, handed out on behalf of this user, who needs no token of its own then. */
  public TrustedAnchor onBehalfOf(UserContext asker) {
    return new TrustedAnchor(
        name, key, voucherKeySha256, platform, reference, Optional.of(asker), companion);
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
   * SHA-256 in base64url that names the anchor: of its key's SubjectPublicKeyInfo, or of type,
   * issuer and subject.
   */
  public String keySha256() {
    return key.map(own -> Claims.sha256(own.getEncoded()))
        .orElseGet(() -> Claims.sha256(String.join("\n", type(), issuer(), subject())));
  }

  /** Whether the other is of the same name, of whatever type. */
  public boolean isNamedAs(TrustedAnchor other) {
    return issuer().equals(other.issuer()) && subject().equals(other.subject());
  }

  /** Names the anchor in the audit log. */
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
