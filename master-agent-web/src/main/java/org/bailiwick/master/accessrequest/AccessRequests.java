package org.bailiwick.master.accessrequest;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.approval.Verdict;
import org.bailiwick.master.approver.SignIn;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/** The rows of all requests, which all nodes share. */
public final class AccessRequests {

  /** Event of the audit row of a request. */
  public static final String REQUESTED = "access.requested";

  /** The time that people have to decide: a weekend and a day, as for steps. */
  static final Duration VALIDITY = Duration.ofDays(3);

  /** Longer than a decision and the longest approval after it, and a day for late questions. */
  static final Duration KEPT = VALIDITY.plus(RequestedAccess.LONGEST_APPROVAL).plusDays(1);

  /** The most requests of one enforcement point that wait for people. */
  static final int MOST_WAITING = 100;

  /** The most requests of one enforcement point that are kept. */
  static final int MOST_KEPT = 1_000;

  /** The check of an Idempotency-Key that comes with another body. */
  static final String DUPLICATE = "access-request-duplicate";

  /** The check of a task that this enforcement point does not have. */
  static final String UNKNOWN = "access-request-unknown";

  /** The check of an end of what has ended. */
  static final String STATE = "access-request-state";

  private static final String RACED = "access-request-raced";
  private static final String ID = "id";
  private static final String NOW = "now";
  private static final String ASKER = "asker";

  private final Store store;
  private final GroupWriter writer;
  private final Clock clock;

  public AccessRequests(Store store, GroupWriter writer, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Stores a request, unless there is one already: of the same Idempotency-Key and body, or of the
   * same question that still waits or is approved.
   *
   * @throws ProblemException idempotency-key-reused; malformed-request for a denial that was
   *     requested before; too-many-requests
   */
  StoredRequest submit(Submission submission) {
    Optional<StoredRequest> present = present(submission);
    if (present.isPresent()) {
      return present.get();
    }
    RequestedAccess request = submission.request();
    try {
      writer.commitAmongNodes(
          insertion(submission),
          request.describedIn(AuditEntry.of(REQUESTED, Outcome.DONE, "", request.asker())));
    } catch (ProblemException raced) {
      if (!raced.check().equals(RACED)) {
        throw raced;
      }
      return present(submission).orElseThrow(() -> raced);
    }
    return find(request.id()).orElseThrow(AccessRequests::unknown);
  }

  private Optional<StoredRequest> present(Submission submission) {
    return store.read(em -> present(em, submission));
  }

  private UnitOfWork insertion(Submission submission) {
    return em -> {
      if (present(em, submission).isPresent()) {
        throw new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, RACED, "Try again.");
      }
      requirePlace(em, submission.request().asker());
      em.persist(
          AccessRequestRow.of(submission.request(), submission.key(), submission.bodySha256()));
      em.flush(); // so that later units of this batch read the row
    };
  }

  private Optional<StoredRequest> present(EntityManager em, Submission submission) {
    RequestedAccess request = submission.request();
    Instant now = clock.instant();
    List<AccessRequestRow> ofKey =
        em.createQuery(
                "select r from AccessRequestRow r where r.idempotencyKey = :key",
                AccessRequestRow.class)
            .setParameter("key", submission.key().orElse(""))
            .getResultList();
    if (!ofKey.isEmpty()) {
      if (!ofKey.getFirst().isOfBody(submission.bodySha256())) {
        throw new ProblemException(
            ProblemType.IDEMPOTENCY_KEY_REUSED,
            DUPLICATE,
            "The Idempotency-Key names another request.");
      }
      return Optional.of(ofKey.getFirst().stored());
    }
    Optional<StoredRequest> same =
        ofQuestion(em, request).stream()
            .map(AccessRequestRow::stored)
            .filter(
                each ->
                    each.state(now) == StoredRequest.State.WAITING
                        || each.approvedUntil(now).isPresent())
            .findFirst();
    if (same.isEmpty() && isUsed(em, request.evaluationId())) {
      throw BindingTokens.unbound();
    }
    return same;
  }

  private static List<AccessRequestRow> ofQuestion(EntityManager em, RequestedAccess request) {
    return em.createQuery(
            "select r from AccessRequestRow r where r.asker = :asker"
                + " and r.questionSha256 = :question and r.application = :application"
                + " order by r.askedAt desc",
            AccessRequestRow.class)
        .setParameter(ASKER, request.asker())
        .setParameter("question", request.questionSha256())
        .setParameter("application", request.application())
        .setMaxResults(MOST_WAITING)
        .getResultList();
  }

  private static boolean isUsed(EntityManager em, String evaluation) {
    return !em.createQuery(
            "select r.id from AccessRequestRow r where r.evaluationId = :evaluation", String.class)
        .setParameter("evaluation", evaluation)
        .getResultList()
        .isEmpty();
  }

  private void requirePlace(EntityManager em, String asker) {
    String all = "select count(r) from AccessRequestRow r where r.asker = :asker";
    long waiting =
        em.createQuery(
                all + " and r.decision is null and r.cancelledAt is null and r.expiresAt > :now",
                Long.class)
            .setParameter(ASKER, asker)
            .setParameter(NOW, clock.instant())
            .getSingleResult();
    long kept = em.createQuery(all, Long.class).setParameter(ASKER, asker).getSingleResult();
    if (waiting >= MOST_WAITING || kept >= MOST_KEPT) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS,
          "access-requests-too-many",
          "Too many requests of this enforcement point wait for people, or are kept.");
    }
  }

  Optional<StoredRequest> find(String id) {
    return store.read(
        em -> Optional.ofNullable(em.find(AccessRequestRow.class, id)).map(each -> each.stored()));
  }

  /**
   * The request of this id of this enforcement point.
   *
   * @throws ProblemException not-found, also for one of another enforcement point or application
   */
  StoredRequest require(String id, String asker, String application) {
    return find(id)
        .filter(each -> each.request().asker().equals(asker))
        .filter(each -> each.request().application().equals(application))
        .orElseThrow(AccessRequests::unknown);
  }

  /**
   * Takes back a request that waits.
   *
   * @throws ProblemException not-found; malformed-request with check {@link #STATE} if it does not
   *     wait
   */
  StoredRequest cancel(StoredRequest request) {
    writer.commitAmongNodes(
        em ->
            requireOne(
                em.createQuery(
                        "update AccessRequestRow r set r.cancelledAt = :now where r.id = :id"
                            + " and r.decision is null and r.cancelledAt is null"
                            + " and r.expiresAt > :now")
                    .setParameter(NOW, now())
                    .setParameter(ID, request.id())
                    .executeUpdate()),
        request
            .request()
            .describedIn(
                AuditEntry.of("access.cancelled", Outcome.DONE, "", request.request().asker())));
    return find(request.id()).orElseThrow(AccessRequests::unknown);
  }

  /** Adds the decision of a person; a row that does not wait throws {@link #STATE}. */
  UnitOfWork decision(String id, Verdict verdict) {
    return em ->
        requireOne(
            em.createQuery(
                    "update AccessRequestRow r set r.decision = :decision, r.approver = :approver,"
                        + " r.comment = :comment, r.decidedAt = :now, r.sessionId = :session,"
                        + " r.signIn = :signIn where r.id = :id and r.decision is null"
                        + " and r.cancelledAt is null and r.expiresAt > :now")
                .setParameter("decision", verdict.choice().text())
                .setParameter("approver", verdict.approver())
                .setParameter("comment", verdict.comment().orElse(null))
                .setParameter(NOW, verdict.decidedAt())
                .setParameter("session", verdict.signIn().map(SignIn::session).orElse(null))
                .setParameter("signIn", verdict.signIn().map(s -> s.person().stored()).orElse(null))
                .setParameter(ID, id)
                .executeUpdate());
  }

  /** Takes an approval back; a row without an approval throws {@link #STATE}. */
  UnitOfWork revocation(String id, Verdict verdict) {
    return em ->
        requireOne(
            em.createQuery(
                    "update AccessRequestRow r set r.revokedAt = :now, r.revokedBy = :approver"
                        + " where r.id = :id and r.decision = 'approve' and r.revokedAt is null")
                .setParameter(NOW, verdict.decidedAt())
                .setParameter("approver", verdict.approver())
                .setParameter(ID, id)
                .executeUpdate());
  }

  /** Deletes what nobody needs any more at this time. */
  public void forget(Instant earliest) {
    writer.commit(
        em ->
            em.createQuery("delete from AccessRequestRow r where r.askedAt < :then")
                .setParameter("then", earliest.minus(KEPT))
                .executeUpdate());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static void requireOne(int changed) {
    if (changed != 1) {
      throw ended();
    }
  }

  static ProblemException ended() {
    return new ProblemException(
        ProblemType.NOT_FOUND, STATE, "Nobody is asked for this any more, or it is not approved.");
  }

  static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, UNKNOWN, "There is no such request of this enforcement point.");
  }
}
