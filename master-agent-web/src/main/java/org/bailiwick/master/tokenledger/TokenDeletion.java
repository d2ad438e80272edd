package org.bailiwick.master.tokenledger;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The queries that delete rows of tokens after their retention. A token refers to its parent, so
 * the rows go from the last descendant to the first ancestor; the row of a token's end goes with
 * it.
 */
public final class TokenDeletion {

  /** A place in the order of expiry. */
  public record Position(Instant expiresAt, String jti) {

    /** The place before all tokens. */
    public static final Position FIRST = new Position(Instant.EPOCH, "");
  }

  /** Access tokens of a page that nothing descends from, and the end of the page if it is full. */
  record Page(List<String> unused, Optional<Position> end) {}

  private TokenDeletion() {}

  static void ofJob(EntityManager em, String jobId) {
    em.createNativeQuery(
            "delete from token_end where jti in (select jti from token where job_id = ?1)")
        .setParameter(1, jobId)
        .executeUpdate();
    for (int deleted = 1; deleted > 0; ) {
      deleted =
          em.createNativeQuery(
                  "delete from token where job_id = ?1 and not exists"
                      + " (select 1 from token child where child.parent_jti = token.jti)")
              .setParameter(1, jobId)
              .executeUpdate();
    }
  }

  /** Reads a page by the index of the expiry. Tokens of jobs are deleted with their job. */
  static Page page(EntityManager em, Instant expiredBefore, Position after, int most) {
    List<TokenRow> rows =
        em.createQuery(
                "select t from TokenRow t where t.expiresAt < :before and t.expiresAt >= :from"
                    + " and not (t.expiresAt = :from and t.jti <= :jti)"
                    + " order by t.expiresAt, t.jti",
                TokenRow.class)
            .setParameter("before", expiredBefore)
            .setParameter("from", after.expiresAt())
            .setParameter("jti", after.jti())
            .setMaxResults(most)
            .getResultList();
    List<String> unused =
        rows.stream()
            .filter(TokenRow::isOfNoJob)
            .map(TokenRow::jti)
            .filter(jti -> !hasChild(em, jti))
            .toList();
    return new Page(
        unused, rows.size() < most ? Optional.empty() : Optional.of(rows.getLast().position()));
  }

  private static boolean hasChild(EntityManager em, String jti) {
    return !em.createQuery("select c.jti from TokenRow c where c.parentJti = :jti", String.class)
        .setParameter("jti", jti)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /** Deletes tokens that nothing descends from; an expired token gets no new descendants. */
  static void of(EntityManager em, List<String> jtis) {
    for (String entity : List.of("TokenEndRow", "TokenRow")) {
      em.createQuery("delete from " + entity + " r where r.jti in :jtis")
          .setParameter("jtis", jtis)
          .executeUpdate();
    }
  }
}
