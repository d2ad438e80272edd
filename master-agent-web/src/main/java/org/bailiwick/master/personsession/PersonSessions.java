package org.bailiwick.master.personsession;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/** The rows of sessions and of their refresh tokens. */
public final class PersonSessions {

  /** More than the clocks of nodes may differ. */
  private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofMinutes(5);

  /** How long a session's row stays after its end, so that a token used again is recognised. */
  private static final Duration KEPT = Duration.ofHours(1);

  /** Sessions whose code was redeemed, and that nobody has ended. */
  private static final String LIVE =
      "select s from PersonSessionRow s where s.endsAt > :now"
          + " and exists (select t from TokenRow t where t.jti = s.sessionId)"
          + " and not exists (select e from TokenEndRow e where e.jti = s.sessionId)";

  /**
   * Of these, those with an access token that has not expired, or under which a job runs, and those
   * in which a person has decided about a step of a job that runs.
   */
  private static final String IN_USE =
      LIVE
          + " and s.checkedAt <= :before and (exists (select a from TokenRow a"
          + " where a.parentJti = s.sessionId and (a.expiresAt > :now or exists"
          + " (select j from JobRow j where j.accessJti = a.jti and j.state = 'running')))"
          + " or exists (select v.decision from VerdictRow v, ApprovalRow q, JobRow w"
          + " where v.sessionId = s.sessionId and q.id = v.approvalId"
          + " and w.jobId = q.jobId and w.state = 'running'))"
          + " order by s.checkedAt";

  private final Store store;
  private final GroupWriter writer;
  private final Clock clock;

  public PersonSessions(Store store, GroupWriter writer, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
  }

  /** Inserts a session that its code may begin. */
  public UnitOfWork insertion(PersonSession session, String codeDigest, byte[] providerToken) {
    return em -> em.persist(new PersonSessionRow(session, codeDigest, providerToken));
  }

  /** The session whose code has this digest, whether the code was used or not. */
  public Optional<PersonSession> findByCode(String codeDigest) {
    return store.read(
        em ->
            em.createQuery(
                    "select s from PersonSessionRow s where s.codeDigest = :digest",
                    PersonSessionRow.class)
                .setParameter("digest", codeDigest)
                .getResultStream()
                .map(PersonSessionRow::session)
                .findFirst());
  }

  /** The session with this id. */
  public Optional<PersonSession> find(String id) {
    return store.read(
        em ->
            Optional.ofNullable(em.find(PersonSessionRow.class, id))
                .map(PersonSessionRow::session));
  }

  /** The sessions of this person that count now. */
  public List<PersonSession> liveOf(CallerIdentity.Person person) {
    Instant now = clock.instant();
    return store.read(
        em ->
            em.createQuery(
                    LIVE + " and s.issuer = :issuer and s.subject = :subject",
                    PersonSessionRow.class)
                .setParameter("now", now)
                .setParameter("issuer", person.issuer())
                .setParameter("subject", person.subject())
                .getResultStream()
                .map(PersonSessionRow::session)
                .toList());
  }

  /** Sessions in use about whose person the provider was last asked before this time. */
  public List<PersonSession> due(Instant before, int most) {
    Instant now = clock.instant();
    return store.read(
        em ->
            em.createQuery(IN_USE, PersonSessionRow.class)
                .setParameter("now", now)
                .setParameter("before", before)
                .setMaxResults(most)
                .getResultStream()
                .map(PersonSessionRow::session)
                .toList());
  }

  /** The provider's refresh token of this session, encrypted. */
  public byte[] providerToken(String id) {
    return store.read(em -> em.find(PersonSessionRow.class, id).providerToken());
  }

  /** Stores what the provider has said, unless another node has asked it meanwhile. */
  public UnitOfWork check(PersonSession session, SignedInPerson later, byte[] providerToken) {
    Instant now = clock.instant();
    return em -> {
      PersonSessionRow row = em.find(PersonSessionRow.class, session.id());
      if (row != null) {
        row.check(session.times().checkedAt(), now, later, providerToken);
      }
    };
  }

  /** Inserts a refresh token; a conflict if the one before has a successor already. */
  public UnitOfWork insertion(RefreshToken token, Optional<String> previousDigest) {
    return em -> em.persist(new RefreshTokenRow(token, previousDigest.orElse(null)));
  }

  /** The refresh token with this digest. */
  public Optional<RefreshToken> findRefreshToken(String digest) {
    return store.read(
        em ->
            Optional.ofNullable(em.find(RefreshTokenRow.class, digest))
                .map(RefreshTokenRow::token));
  }

  /** Whether this refresh token has been exchanged for another one. */
  public boolean isUsed(RefreshToken token) {
    return store.read(em -> hasSuccessor(em, token.digest()));
  }

  private static boolean hasSuccessor(EntityManager em, String digest) {
    return !em.createQuery(
            "select r.digest from RefreshTokenRow r where r.previousDigest = :digest", String.class)
        .setParameter("digest", digest)
        .getResultList()
        .isEmpty();
  }

  /**
   * Deletes the rows of sessions that are over, and of those whose code nobody has redeemed, with
   * their refresh tokens.
   */
  public void forget(Instant now) {
    Instant over = now.minus(KEPT);
    Instant unused = now.minus(MAX_CLOCK_DIFFERENCE);
    writer.commit(
        em -> {
          em.createQuery("delete from RefreshTokenRow r where r.expiresAt < :over")
              .setParameter("over", over)
              .executeUpdate();
          em.createQuery("delete from PersonSessionRow s where s.endsAt < :over")
              .setParameter("over", over)
              .executeUpdate();
          em.createQuery(
                  "delete from PersonSessionRow s where s.codeExpiresAt < :unused"
                      + " and not exists (select t from TokenRow t where t.jti = s.sessionId)")
              .setParameter("unused", unused)
              .executeUpdate();
        });
  }
}
