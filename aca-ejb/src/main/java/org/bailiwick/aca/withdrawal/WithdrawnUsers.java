package org.bailiwick.aca.withdrawal;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.aca.person.UserEvent;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.InstantColumn;
import org.bailiwick.node.lookup.FoundRow;
import org.bailiwick.node.lookup.LookupStatement;
import org.bailiwick.node.lookup.RowLookup;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The reports on users, as units of work that join the transactions of issuance and of a report.
 */
public final class WithdrawnUsers {

  private static final LookupStatement LATEST_REPORT =
      new LookupStatement(
          String.join(
              ", ",
              "w.user_sha256",
              LookupStatement.NO_TEXT,
              LookupStatement.NO_TEXT,
              "max(w.withdrawn_at)"),
          "from user_withdrawal w where w.user_sha256 in (:key) group by w.user_sha256",
          List.of());

  private WithdrawnUsers() {}

  /** Says that the report was stored before, so this transaction must not be repeated. */
  static final class RepeatedReportException extends RuntimeException {}

  /**
   * Refuses with USER_TOKEN_REJECTED a token that was issued before the provider reported the user,
   * in the transaction of this unit of work.
   */
  public static UnitOfWork requireNotWithdrawn(UserContext user) {
    RowLookup reports = LATEST_REPORT.at(digest(user.issuer(), user.subject()));
    Instant stated = InstantColumn.stored(user.statedAt());
    return UnitOfWork.asking(
        List.of(reports),
        em -> {
          if (latest(em, reports).filter(report -> !report.isBefore(stated)).isPresent()) {
            throw new ProblemException(
                ProblemType.USER_TOKEN_REJECTED,
                "user-token-withdrawn",
                "The user token was issued before its provider reported a change of the user.");
          }
        });
  }

  /** Records the report; throws {@link RepeatedReportException} if it was stored before. */
  static UnitOfWork report(UserEvent event, Instant now) {
    RowLookup reports = LATEST_REPORT.at(digest(event.issuer(), event.subject()));
    Instant at = InstantColumn.stored(event.at());
    return UnitOfWork.asking(
        List.of(reports),
        em -> {
          if (em.find(WithdrawalRow.class, digest(event.issuer(), event.id())) != null) {
            throw new RepeatedReportException();
          }
          Instant latest = latest(em, reports).filter(at::isBefore).orElse(at);
          em.persist(new WithdrawalRow(event, now));
          reports.become(new FoundRow("", "", Optional.of(latest)));
        });
  }

  private static Optional<Instant> latest(EntityManager em, RowLookup reports) {
    return reports.row(em).flatMap(FoundRow::at);
  }

  static String digest(String issuer, String name) {
    return Claims.sha256(issuer + "\n" + name);
  }
}
