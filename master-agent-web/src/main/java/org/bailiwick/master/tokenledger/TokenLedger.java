package org.bailiwick.master.tokenledger;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenplace.TokenPlaces;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.statuslist.StatusPlace;
import org.bailiwick.node.statuslist.StatusPlaces;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The rows of all tokens. Inserting and ending a token are units of work, so that a caller can
 * commit them in one transaction with other rows: an attempt with its token, or the end of a job
 * with the end of its tokens.
 */
public final class TokenLedger {

  /**
   * The greatest number of ancestors. The mint allows no chain of this length, so a longer one is
   * an error in the data.
   */
  private static final int MAX_ANCESTORS = 32;

  /**
   * The greatest difference between the clocks of nodes. A node whose clock is behind accepts a
   * grant that has expired here.
   */
  private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofMinutes(5);

  /** PostgreSQL takes no NUL, which a text from outside may have. */
  private static final Pattern JTI = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final Store store;
  private final GroupWriter writer;
  private final Clock clock;
  private final StatusPlaces places;
  private final LongAdder endedWithCallers = new LongAdder();

  public TokenLedger(Store store, GroupWriter writer, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
    this.places = new StatusPlaces(writer, clock);
  }

  /** The places of access tokens in status lists. */
  public StatusPlaces places() {
    return places;
  }

  /** Inserts an access token with its place in a status list, as {@link #insertion}. */
  public UnitOfWork insertion(TokenRecord token, StatusPlace place) {
    return insertion(token).thenReferring(TokenPlaces.insertion(token.jti(), place));
  }

  /**
   * Inserts a token and, if it was issued for a JWT grant, the use of the grant, which must be
   * neither used nor ended before.
   */
  public UnitOfWork insertion(TokenRecord token) {
    return em -> {
      token.origin().grant().ifPresent(grant -> storeUse(em, grant));
      em.persist(TokenRow.of(token));
    };
  }

  /**
   * The greatest numbers of tokens that exchanges make.
   *
   * @param ofJob in exchange for all tokens of the job together, beside grants for other domains
   * @param ofToken in exchange for one token
   */
  public record ExchangeLimits(int ofJob, int ofToken) {}

  /**
   * Inserts a token that is made in exchange for its parent, within the limits. They are counted in
   * the transaction, because agents may exchange tokens at all nodes at the same time.
   *
   * @throws ProblemException in the transaction, policy-denied with check budget-exhausted
   */
  public UnitOfWork exchange(TokenRecord token, ExchangeLimits limits) {
    return em -> {
      String parent = token.origin().parent().orElseThrow();
      String job = token.context().map(StepContext::jobId).orElseThrow();
      if (count(em, "t.parentJti = :id", parent) >= limits.ofToken()) {
        throw exhausted("The token was exchanged too often.");
      }
      if (token.kind() == TokenKind.REPLACEMENT
          && count(em, "t.jobId = :id and t.kind = 'replacement'", job) >= limits.ofJob()) {
        throw exhausted("The tokens of the job were exchanged too often.");
      }
      insertion(token).apply(em);
    };
  }

  private static long count(EntityManager em, String condition, String id) {
    return em.createQuery("select count(t) from TokenRow t where " + condition, Long.class)
        .setParameter("id", id)
        .getSingleResult();
  }

  /** The refusal of an exchange beyond the budget of a job. */
  public static ProblemException exhausted(String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, "budget-exhausted", detail);
  }

  /** Ends a token and all its descendants. A token that has ended keeps its reason. */
  public UnitOfWork ending(String jti, String reason) {
    Instant now = clock.instant();
    return em -> end(em, jti, reason, now);
  }

  /**
   * Ends the unexpired tokens of a step, each for another call, of the job with this root token.
   */
  public UnitOfWork endingOfStep(String rootJti, String stepId, String reason) {
    Instant now = clock.instant();
    return em ->
        em.createQuery(
                "select t.jti from TokenRow t where t.parentJti = :root and t.stepId = :step"
                    + " and t.expiresAt > :now",
                String.class)
            .setParameter("root", rootJti)
            .setParameter("step", stepId)
            .setParameter("now", now)
            .getResultList()
            .forEach(jti -> end(em, jti, reason, now));
  }

  /**
   * Ends all access tokens that are bound to this caller's credential, for example when it is
   * revoked. Tokens that the caller has got with another certificate live on.
   */
  public void endTokensOf(CallerIdentity.Workload caller, String reason) {
    String serial = caller.credential().serial().hex();
    List<String> open = store.read(em -> openAccessTokens(em, caller, serial));
    if (open.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    AuditEntry audit =
        AuditEntry.of("tokens.ended", Outcome.DONE, "", caller.name())
            .about(serial)
            .with("reason", reason)
            .with("count", Integer.toString(open.size()));
    writer.commit(em -> open.forEach(jti -> end(em, jti, reason, now)), audit);
    endedWithCallers.add(open.size());
  }

  /** The token with this id, whatever its state; empty if this Master Agent has not issued it. */
  public Optional<TokenRecord> find(String jti) {
    return JTI.matcher(jti).matches()
        ? store.read(em -> Optional.ofNullable(em.find(TokenRow.class, jti)).map(TokenRow::record))
        : Optional.empty();
  }

  /** Those of these tokens that this Master Agent has issued, in no order. */
  public List<TokenRecord> findAll(Collection<String> jtis) {
    return store.read(
        em ->
            em
                .createQuery("select t from TokenRow t where t.jti in :jtis", TokenRow.class)
                .setParameter("jtis", jtis)
                .getResultList()
                .stream()
                .map(TokenRow::record)
                .toList());
  }

  /** The number of access tokens that this process has ended because of a revoked credential. */
  public long endedWithCallers() {
    return endedWithCallers.sum();
  }

  /** The state of a token, which depends on its ancestors. */
  public TokenState state(String jti) {
    return store.read(em -> state(em, jti));
  }

  /** Deletes the uses of expired grants, because a replay of an expired grant is refused anyway. */
  public int forgetExpiredGrants(Instant now) {
    int[] deleted = {0};
    writer.commit(
        em ->
            deleted[0] =
                em.createQuery("delete from GrantUseRow g where g.expiresAt < :now")
                    .setParameter("now", now.minus(MAX_CLOCK_DIFFERENCE))
                    .executeUpdate());
    return deleted[0];
  }

  /** Deletes all tokens of ended jobs, those first from which no other token descends. */
  public UnitOfWork deletionOfJobs(Collection<String> jobs) {
    return em -> jobs.forEach(job -> TokenDeletion.ofJob(em, job));
  }

  /**
   * Deletes access tokens that expired before this time and from which no token descends, looking
   * through a page of the tokens that expired first.
   *
   * @param after the end of the page before
   * @return the end of this page, or empty if there is no further one
   */
  public Optional<TokenDeletion.Position> deleteExpired(
      Instant expiredBefore, TokenDeletion.Position after, int most) {
    TokenDeletion.Page page = store.read(em -> TokenDeletion.page(em, expiredBefore, after, most));
    if (!page.unused().isEmpty()) {
      writer.commit(
          em -> TokenDeletion.of(em, page.unused()),
          AuditEntry.of("tokens.deleted", Outcome.DONE, "", "")
              .with("count", Integer.toString(page.unused().size())));
    }
    return page.end();
  }

  private static void storeUse(EntityManager em, GrantOrigin grant) {
    if (GrantEnds.covers(em, grant)) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID,
          "grant-ended",
          "The server of the grant has ended what it granted for this principal.");
    }
    GrantUseRow.Key key = new GrantUseRow.Key(grant.issuer(), grant.jti());
    if (em.find(GrantUseRow.class, key) != null) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID, "grant-replayed", "The grant was used before.");
    }
    em.persist(new GrantUseRow(grant.issuer(), grant.jti(), grant.expiresAt()));
  }

  private static void end(EntityManager em, String jti, String reason, Instant now) {
    if (em.find(TokenEndRow.class, jti) == null) {
      em.persist(new TokenEndRow(jti, now, reason));
    }
  }

  private List<String> openAccessTokens(EntityManager em, CallerIdentity caller, String serial) {
    return em.createQuery(
            "select t.jti from TokenRow t where t.caller = :caller and t.callerSerial = :serial"
                + " and t.callerKind = :kind and t.kind in ('access', 'partner') and t.expiresAt > :now and not exists"
                + " (select e from TokenEndRow e where e.jti = t.jti)",
            String.class)
        .setParameter("caller", caller.name())
        .setParameter("kind", caller.kind().text())
        .setParameter("serial", serial)
        .setParameter("now", clock.instant())
        .getResultList();
  }

  private static TokenState state(EntityManager em, String jti) {
    TokenRow token = em.find(TokenRow.class, jti);
    if (token == null) {
      return new TokenState.Unknown();
    }
    Optional<String> next = Optional.of(jti);
    for (int depth = 0; next.isPresent(); depth++) {
      if (depth > MAX_ANCESTORS) {
        return new TokenState.Ended("too-many-ancestors");
      }
      TokenEndRow end = em.find(TokenEndRow.class, next.get());
      if (end != null) {
        return new TokenState.Ended(end.reason());
      }
      TokenRow row = em.find(TokenRow.class, next.get());
      if (row == null) {
        return new TokenState.Ended("ancestor-missing");
      }
      next = row.parentJti();
    }
    return new TokenState.Live(token.record());
  }
}
