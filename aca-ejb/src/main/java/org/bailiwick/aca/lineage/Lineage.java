package org.bailiwick.aca.lineage;

import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import java.util.Optional;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The credentials that one device got under one name, one after the other. What was reserved and
 * never completed does not count: nobody can hold it.
 *
 * @param agent SPIFFE id
 */
public record Lineage(String agent, Grounds.Device device) {

  // Each unit flushes the rows that are read here. A flush before each query would split the
  // inserts of a batch.
  private static final FlushModeType READ_FLUSHED = FlushModeType.COMMIT;

  private static final String FROZEN =
      "select f from IdentityFreeze f where f.agent = :agent and not exists"
          + " (select r from IdentityRelease r where r.freezeId = f.freezeId)";

  private static final String NEWEST =
      "select i.serial from Issuance i, Completion c where c.issuerId = i.issuerId"
          + " and c.serial = i.serial and i.holder = :agent and i.deviceIssuer = :maker"
          + " and i.deviceSerial = :number order by i.seq desc";

  /**
   * Refuses a frozen name with IDENTITY_FROZEN, and a renewal of anything but the newest.
   *
   * @param replaced serial that the renewal names; empty for a first enrolment, or a client that
   *     does not take part
   * @throws StaleRenewalException from the unit; the caller raises the alarm
   */
  public UnitOfWork requireSound(Optional<SerialNumber> replaced) {
    return em -> {
      requireNotFrozen(agent).apply(em);
      if (replaced.isPresent()) {
        requireNewest(em, replaced.get());
      }
    };
  }

  /** Refuses a frozen name with IDENTITY_FROZEN. */
  public static UnitOfWork requireNotFrozen(String agent) {
    return em -> {
      if (!em.createQuery(FROZEN, FreezeRow.class)
          .setFlushMode(READ_FLUSHED)
          .setParameter("agent", agent)
          .setMaxResults(1)
          .getResultList()
          .isEmpty()) {
        throw new ProblemException(
            ProblemType.IDENTITY_FROZEN,
            "identity-frozen",
            "Two parties seem to hold this name; an officer must release it.");
      }
    };
  }

  private void requireNewest(EntityManager em, SerialNumber replaced) {
    String newest =
        em.createQuery(NEWEST, String.class)
            .setParameter("agent", agent)
            .setParameter("maker", device.issuer())
            .setParameter("number", device.serialNumber())
            .setMaxResults(1)
            .getResultStream()
            .findFirst()
            .orElseThrow(Lineage::nothingToReplace);
    if (!newest.equals(replaced.hex())) {
      throw new StaleRenewalException(SerialNumber.parse(newest));
    }
  }

  private static ProblemException nothingToReplace() {
    return new ProblemException(
        ProblemType.EVIDENCE_REJECTED,
        "renewal-of-nothing",
        "This device has no credential under this name that could be replaced.");
  }
}
