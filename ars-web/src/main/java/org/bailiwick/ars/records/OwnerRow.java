package org.bailiwick.ars.records;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The number of an owner's listed agents, stored so that no registration has to count them. */
@Entity
@Table(name = "owner_agents")
class OwnerRow {
  @Id private String owner;
  private long listed;

  /** JPA needs this constructor. */
  protected OwnerRow() {}

  private OwnerRow(String owner) {
    this.owner = owner;
  }

  /**
   * Counts one more agent.
   *
   * @throws ProblemException policy-denied when the owner has {@code quota} listed agents
   */
  static void enter(EntityManager em, String owner, int quota) {
    OwnerRow known = em.find(OwnerRow.class, owner, LockModeType.PESSIMISTIC_WRITE);
    OwnerRow row = known == null ? new OwnerRow(owner) : known;
    if (row.listed >= quota) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "owner-agents-quota",
          "The owner has as many listed agents as one owner may have; withdraw one first");
    }
    row.listed++;
    if (known == null) {
      em.persist(row);
      em.flush(); // a later registration of the same batch reads the row from the database
    }
  }

  /** Counts one agent less. */
  static void leave(EntityManager em, String owner) {
    OwnerRow row = em.find(OwnerRow.class, owner, LockModeType.PESSIMISTIC_WRITE);
    if (row != null) {
      row.listed--;
    }
  }

  long listed() {
    return listed;
  }
}
