package org.bailiwick.aca.evidence.join;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.anchor.EvidenceBinding;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The join tokens that were handed out. Whatever protocol brings one (an item of evidence, a
 * password of HTTP Basic) looks it up here; the look-up is by the token's SHA-256, so its time
 * tells nothing of other tokens.
 */
public final class JoinTokens {

  /** For so long a token that has ended is still told from one that never was. */
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

  /**
   * The grant of this token, if this authority issued it and it has not expired. Writes nothing and
   * does not ask whether the token is spent: the anchor's companion does ({@link
   * JoinGrant#boundTo}), in the transaction in which that can't change any more, and a request that
   * is repeated under its Idempotency-Key must find its first answer before. Whether the user may
   * still act for the owner is for the policy {@code issue} to say, and whether the provider
   * reported the user meanwhile for the reservation; issuing asks both for every applicant.
   *
   * <p>A protocol without a statement of its own takes the request from the grant: {@code
   * grant.boundTo(new EvidenceBinding(key, Optional.empty(), now, grant.requested()))}.
   *
   * @param token as the applicant sent it; never to be logged
   * @throws ProblemException EVIDENCE_REJECTED with the check join-token-unknown or
   *     join-token-expired; USER_TOKEN_REJECTED with user-token-issuer-unknown if the user's
   *     provider is trusted no more; DEPENDENCY_UNAVAILABLE if the providers can't be read
   */
  public JoinGrant require(String token) {
    String digest = Claims.sha256(token);
    JoinTokenRow row = row(digest);
    if (!clock.instant().isBefore(row.expiresAt())) {
      throw rejected("expired", "The join token has expired.");
    }
    return new JoinGrant(digest, row.requested(trustDomain), users.asOfNow(row.user()));
  }

  /**
   * The credential request of this token, even if it is no longer valid: a repeated request is
   * recognised by it, and any other is reviewed, where {@link #require} decides.
   *
   * @throws ProblemException EVIDENCE_REJECTED with the check join-token-unknown, a day after the
   *     token's end too
   */
  public CredentialRequest requestOf(String token) {
    return row(Claims.sha256(token)).requested(trustDomain);
  }

  private JoinTokenRow row(String digest) {
    return Optional.ofNullable(reader.read(em -> em.find(JoinTokenRow.class, digest)))
        .orElseThrow(() -> rejected("unknown", "There is no such join token."));
  }

  /**
   * Keeps what a token is good for.
   *
   * @param limits beyond them TOO_MANY_REQUESTS
   */
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
      em.flush(); // for the count of a unit later in the same batch
    };
  }

  /**
   * The bounds of a user's tokens.
   *
   * @param perUser most that are unspent and have not expired at this time
   */
  public record Limits(int perUser, Instant now) {}

  /** Spends the token, or refuses because somebody was quicker. */
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
        throw rejected("spent", "The join token has been used already.");
      }
    };
  }

  /** Forgets tokens that ended a day ago. */
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
