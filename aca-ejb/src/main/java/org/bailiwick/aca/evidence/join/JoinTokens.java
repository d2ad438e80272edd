package org.bailiwick.aca.evidence.join;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.Attestor;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The attestor {@code join-token}, and the issued join tokens. A token proves that the applicant
 * got it from the user, or from somebody who stole it. It may be an item of evidence or a password
 * of HTTP Basic. Tokens are found by their SHA-256, so that the time of a look-up discloses no
 * other token.
 */
public final class JoinTokens implements Attestor {

  /** The name in profiles. */
  public static final String TYPE = "join-token";

  /** The time in which an expired token is distinguished from an unknown one. */
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final LedgerReader reader;
  private final UserTokens users;
  private final TrustDomain trustDomain;
  private final InstantSource clock;

  public JoinTokens(
      LedgerReader reader, UserTokens users, TrustDomain trustDomain, InstantSource clock) {
    this.reader = reader;
    this.users = users;
    this.trustDomain = trustDomain;
    this.clock = clock;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public AttestedSubject authenticate(EvidenceItem item, EvidenceBinding binding) {
    return require(item.value()).boundTo(binding);
  }

  /**
   * The grant of this token, if this authority issued it and it has not expired. Whether the token
   * is spent is checked in the transaction of the reservation ({@link JoinGrant#boundTo}), after a
   * repeated request has found its first answer.
   *
   * @param token the token as the applicant sent it, which must not be logged
   * @throws ProblemException EVIDENCE_REJECTED with the check join-token-unknown or
   *     join-token-expired; USER_TOKEN_REJECTED with user-token-issuer-unknown if the user's
   *     provider is no longer trusted; DEPENDENCY_UNAVAILABLE if the providers can't be read
   */
  public JoinGrant require(String token) {
    String digest = Claims.sha256(token);
    JoinTokenRow row = row(digest);
    if (!clock.instant().isBefore(row.expiresAt())) {
      throw rejected("expired", "The join token has expired; ask its user for a new one.");
    }
    return new JoinGrant(digest, row.requested(trustDomain), users.withCurrentOwners(row.user()));
  }

  /**
   * The credential request of this token, even if the token is no longer valid, by which a repeated
   * request is recognised.
   *
   * @throws ProblemException EVIDENCE_REJECTED with the check join-token-unknown, also from a day
   *     after the token's end
   */
  public CredentialRequest requestOf(String token) {
    return row(Claims.sha256(token)).requested(trustDomain);
  }

  private JoinTokenRow row(String digest) {
    return Optional.ofNullable(reader.read(em -> em.find(JoinTokenRow.class, digest)))
        .orElseThrow(
            () ->
                rejected(
                    "unknown",
                    "This authority knows no such join token: it is mistyped, of another authority,"
                        + " or ended more than a day ago."));
  }

  /** Stores a token, or refuses it as TOO_MANY_REQUESTS. */
  public static UnitOfWork keep(
      JoinToken token, CredentialRequest requested, UserContext user, Limits limits) {
    return em -> {
      Long unspent =
          em.createQuery(
                  "select count(t) from JoinToken t where t.userSha256 = :user"
                      + " and t.spentAt is null and t.expiresAt > :now",
                  Long.class)
              .setParameter("user", JoinTokenRow.digest(user))
              .setParameter("now", limits.now())
              .getSingleResult();
      if (unspent >= limits.perUser()) {
        throw new ProblemException(
            ProblemType.TOO_MANY_REQUESTS,
            "join-tokens-unspent",
            "The user has as many unspent join tokens as a user may have.");
      }
      em.persist(new JoinTokenRow(token, requested, user, limits.now()));
      em.flush(); // so that later units of this batch count the row
    };
  }

  /**
   * The bounds of a user's tokens.
   *
   * @param perUser the greatest number of tokens that are unspent and not expired at this time
   */
  public record Limits(int perUser, Instant now) {}

  /** Spends the token, or refuses because it is spent. */
  static UnitOfWork spend(String tokenSha256, EvidenceBinding binding) {
    return em -> {
      int spent =
          em.createQuery(
                  "update JoinToken t set t.spentAt = :now, t.agentKeySha256 = :key"
                      + " where t.tokenSha256 = :token and t.spentAt is null")
              .setParameter("now", binding.now())
              .setParameter("key", binding.agentKeySha256())
              .setParameter("token", tokenSha256)
              .executeUpdate();
      if (spent != 1) {
        throw rejected(
            "spent", "The join token has been used already; each enrolment needs a new one.");
      }
    };
  }

  /** Deletes tokens a day after their end. */
  public static UnitOfWork forgetEnded(Instant now) {
    return em ->
        em.createQuery("delete from JoinToken t where t.expiresAt < :before")
            .setParameter("before", now.minus(REMEMBERED))
            .executeUpdate();
  }

  static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, "join-token-" + check, detail);
  }
}
