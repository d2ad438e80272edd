package org.bailiwick.ars.identifier;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.identifier.AgentIdentifier.Shown;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Changes rows of identifiers. Each method runs inside a unit of work, which has locked the agent's
 * record before.
 */
public final class IdentifierTable {

  /** How long an agent whose credential has expired keeps its identifiers from others. */
  static final Duration KEPT = Duration.ofDays(7);

  private IdentifierTable() {}

  /**
   * What was shown of an agent.
   *
   * @param identifier is the agent's
   * @param agentId the agent's {@code urn:uuid}
   * @param owner the agent's owner
   * @param until when it no longer counts; empty if it counts until it is removed
   * @param by the SPIFFE id of who showed it
   * @param evidence what showed it, for auditors; at most 500 characters
   */
  public record Claim(
      Identifier identifier,
      String agentId,
      String owner,
      Shown shown,
      Optional<Instant> until,
      String by,
      String evidence) {}

  /**
   * Gives the agent the identifier, or renews what showed it. What an officer has configured stays
   * configured when the agent proves it as well.
   *
   * @param most the most identifiers of one agent
   * @throws ProblemException identifier-held-by-another, or policy-denied when the agent has as
   *     many identifiers as it may have
   */
  public static void add(EntityManager em, Claim claim, Instant now, int most) {
    IdentifierRow row =
        em.find(IdentifierRow.class, claim.identifier().text(), LockModeType.PESSIMISTIC_WRITE);
    if (row != null && !row.agentId().equals(claim.agentId())) {
      requireFree(em, row, now);
      requirePlace(em, claim, now, most);
      row.show(claim, now);
    } else if (row == null) {
      requirePlace(em, claim, now, most);
      IdentifierRow added = new IdentifierRow(claim.identifier());
      added.show(claim, now);
      em.persist(added);
    } else if (!(row.isConfigured() && row.isOf(claim.owner()) && claim.shown() == Shown.PROVED)) {
      row.show(claim, now);
    }
    em.flush(); // a later unit of the same batch reads the row from the database
  }

  /**
   * Takes the identifier from the agent.
   *
   * @return whether the agent had it
   */
  public static boolean remove(EntityManager em, Identifier identifier, String agentId) {
    IdentifierRow row =
        em.find(IdentifierRow.class, identifier.text(), LockModeType.PESSIMISTIC_WRITE);
    if (row == null || !row.agentId().equals(agentId)) {
      return false;
    }
    em.remove(row);
    em.flush();
    return true;
  }

  /** Takes all identifiers from an agent whose record ends. */
  public static void removeAll(EntityManager em, String agentId) {
    List<IdentifierRow> rows = rows(em, agentId);
    if (!rows.isEmpty()) {
      rows.forEach(em::remove);
      em.flush();
    }
  }

  private static List<IdentifierRow> rows(EntityManager em, String agentId) {
    return em.createQuery(
            "select i from IdentifierRow i where i.agentId = :id", IdentifierRow.class)
        .setParameter("id", agentId)
        .getResultList();
  }

  /** Another agent holds it, unless its proof is over, its owner changed, or it is long gone. */
  private static void requireFree(EntityManager em, IdentifierRow row, Instant now) {
    boolean isHeld =
        row.countsAt(now)
            && em.createQuery(
                        "select count(a) from AgentRow a where a.agentId = :id"
                            + " and a.owner = :owner and a.notAfter > :gone",
                        Long.class)
                    .setParameter("id", row.agentId())
                    .setParameter("owner", row.owner())
                    .setParameter("gone", now.minus(KEPT))
                    .getSingleResult()
                > 0;
    if (isHeld) {
      throw new ProblemException(
          ProblemType.IDENTIFIER_HELD_BY_ANOTHER,
          "identifier-held",
          "The identifier belongs to another agent; an officer can remove it there");
    }
  }

  private static void requirePlace(EntityManager em, Claim claim, Instant now, int most) {
    int left = 0;
    for (IdentifierRow row : rows(em, claim.agentId())) {
      if (row.isOf(claim.owner()) && row.countsAt(now)) {
        left++;
      } else {
        em.remove(row);
      }
    }
    if (left >= most) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "agent-identifiers-quota",
          "The agent has as many identifiers as it may have (" + most + ")");
    }
  }
}
