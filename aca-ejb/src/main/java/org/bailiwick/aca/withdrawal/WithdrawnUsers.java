package org.bailiwick.aca.withdrawal;

import java.time.Instant;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.aca.person.UserEvent;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.UnitOfWork;

/** Units that join the transactions of issuance and of a report. */
public final class WithdrawnUsers {

  private WithdrawnUsers() {}

  /** The report was taken before: nothing of this transaction may happen again. */
  static final class TakenBeforeException extends RuntimeException {}

  /**
   * Refuses with USER_TOKEN_REJECTED a token that was issued before the provider reported the user,
   * in the transaction that it joins.
   */
  public static UnitOfWork requireNotWithdrawn(UserContext user) {
    String digest = digest(user.issuer(), user.subject());
    return em -> {
      Long reports =
          em.createQuery(
                  "select count(w) from Withdrawal w"
                      + " where w.userSha256 = :user and w.withdrawnAt >= :stated",
                  Long.class)
              .setParameter("user", digest)
              .setParameter("stated", user.statedAt())
              .getSingleResult();
      if (reports > 0) {
        throw new ProblemException(
            ProblemType.USER_TOKEN_REJECTED,
            "user-token-withdrawn",
            "The user token was issued before its provider reported a change of the user.");
      }
    };
  }

  /** Keeps the report; throws if it was taken before. */
  static UnitOfWork take(UserEvent event, Instant now) {
    return em -> {
      if (em.find(WithdrawalRow.class, digest(event.issuer(), event.id())) != null) {
        throw new TakenBeforeException();
      }
      em.persist(new WithdrawalRow(event, now));
      em.flush(); // for reservations later in the same batch
    };
  }

  static String digest(String issuer, String name) {
    return Claims.sha256(issuer + "\n" + name);
  }
}
