package org.bailiwick.master.grantedquestion;

import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.policy.PrincipalQuestion;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.AccessRequest;

/** The questions of tokens that live, in pages that are found by index. */
public final class GrantedQuestions {

  private static final String LIVE =
      "select q from GrantedQuestionRow q where q.expiresAt > :now and not exists"
          + " (select e from TokenEndRow e where e.jti = q.jti)";

  /** By the text itself: a SPIFFE id has no character between '/' and '0'. */
  private static final char AFTER_SLASH = '0';

  private final Store store;

  public GrantedQuestions(Store store) {
    this.store = store;
  }

  /**
   * The question of a token.
   *
   * @param text JSON, which {@link #question} reads
   */
  public record Stored(String jti, String caller, Instant expiresAt, String text) {

    /**
     * The question, with what has grown since it was asked.
     *
     * @throws RuntimeException when the text is no question of this version
     */
    public Question question(Instant now) {
      return QuestionText.read(text, now);
    }

    /** The place after this one. */
    Position position() {
      return new Position(expiresAt, jti);
    }
  }

  /** A place in the order of expiry. */
  public record Position(Instant expiresAt, String jti) {
    /** Before all tokens. */
    public static final Position FIRST = new Position(Instant.EPOCH, "");
  }

  /** Inserts the question by which this token, whose row is in the same commit, was granted. */
  public static UnitOfWork insertion(TokenRecord token, Question question) {
    AccessRequest request = question.request();
    String text = QuestionText.of(request, token.lifetime().issuedAt());
    String principal =
        request.context().get(PrincipalQuestion.PRINCIPAL) instanceof String named
            ? Sha256.hex(named)
            : null;
    return em ->
        em.persist(
            new GrantedQuestionRow(
                token.jti(),
                token.origin().caller().name(),
                principal,
                token.lifetime().expiresAt(),
                text));
  }

  /** The questions after this place, in the order in which their tokens expire. */
  public List<Stored> page(Position after, Instant now, int most) {
    Instant from = after.expiresAt().isBefore(now) ? now : after.expiresAt();
    return store.read(
        em ->
            stored(
                em.createQuery(
                        LIVE
                            + " and q.expiresAt >= :from and (q.expiresAt > :at or q.jti > :jti)"
                            + " order by q.expiresAt, q.jti",
                        GrantedQuestionRow.class)
                    .setParameter("now", now)
                    .setParameter("from", from)
                    .setParameter("at", after.expiresAt())
                    .setParameter("jti", after.jti()),
                most));
  }

  /**
   * The questions of tokens of this subject: a caller, all workloads of a trust domain, or a
   * principal for whom others call.
   */
  public List<Stored> of(String subject, String afterJti, Instant now, int most) {
    return store.read(
        em -> {
          TypedQuery<GrantedQuestionRow> query =
              em.createQuery(
                      LIVE
                          + (isDomain(subject)
                              ? " and q.caller >= :subject and q.caller < :end"
                              : " and (q.caller = :subject or q.principalSha256 = :digest)")
                          + " and q.jti > :jti order by q.jti",
                      GrantedQuestionRow.class)
                  .setParameter("now", now)
                  .setParameter("jti", afterJti);
          if (isDomain(subject)) {
            query.setParameter("subject", subject + "/").setParameter("end", subject + AFTER_SLASH);
          } else {
            query.setParameter("subject", subject).setParameter("digest", Sha256.hex(subject));
          }
          return stored(query, most);
        });
  }

  private static List<Stored> stored(TypedQuery<GrantedQuestionRow> query, int most) {
    return query.setMaxResults(most).getResultList().stream()
        .map(GrantedQuestionRow::stored)
        .toList();
  }

  /** Whether the subject is a trust domain: a SPIFFE id without a path. */
  private static boolean isDomain(String subject) {
    return subject.startsWith(SpiffeId.SCHEME)
        && subject.indexOf('/', SpiffeId.SCHEME.length()) < 0;
  }

  /** The place after the last of a page. */
  public static Optional<Position> end(List<Stored> page) {
    return page.isEmpty() ? Optional.empty() : Optional.of(page.getLast().position());
  }
}
