package org.bailiwick.aca.lineage;

import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.lookup.FoundRow;
import org.bailiwick.node.lookup.LookupStatement;
import org.bailiwick.node.lookup.RowLookup;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The credentials that one device got under one name, one after the other. A reservation without
 * completion does not count, since nobody can hold its certificate.
 *
 * @param agent SPIFFE id
 */
public record Lineage(String agent, Grounds.Device device) {

  private static final LookupStatement FROZEN =
      LookupStatement.presence(
          "f.agent",
          "from identity_freeze f where not exists"
              + " (select 1 from identity_release r where r.freeze_id = f.freeze_id)"
              + " and f.agent in (:key)",
          List.of());

  // Completions of the same batch do not count: nobody has received them yet. A flush before each
  // query would split the inserts of a batch.
  private static final FlushModeType COMMITTED = FlushModeType.COMMIT;

  private static final String NEWEST =
      "select i.serial from Issuance i, Completion c where c.issuerId = i.issuerId"
          + " and c.serial = i.serial and i.holder = :agent and i.deviceIssuer = :maker"
          + " and i.deviceSerial = :number order by i.seq desc";

  /**
   * Refuses a frozen name with IDENTITY_FROZEN, and a renewal of another credential than the
   * newest.
   *
   * @param replaced serial that the renewal names; empty for a first enrolment, or a client that
   *     names none
   * @throws StaleRenewalException when the unit is applied; the caller raises {@link CloneAlarm}
   */
  public UnitOfWork requireSound(Optional<SerialNumber> replaced) {
    UnitOfWork notFrozen = requireNotFrozen(agent);
    return replaced.map(serial -> notFrozen.and(em -> requireNewest(em, serial))).orElse(notFrozen);
  }

  /** Refuses a frozen name with IDENTITY_FROZEN. */
  public static UnitOfWork requireNotFrozen(String agent) {
    RowLookup freeze = FROZEN.at(agent);
    return UnitOfWork.asking(
        List.of(freeze),
        em -> {
          if (freeze.isFound(em)) {
            throw new ProblemException(
                ProblemType.IDENTITY_FROZEN,
                "identity-frozen",
                "Two parties seem to hold this name; an officer must release it.");
          }
        });
  }

  /** Freezes the name; reservations later in the same batch are refused. */
  static UnitOfWork freeze(Freeze freeze) {
    RowLookup name = FROZEN.at(freeze.agent());
    return UnitOfWork.asking(
        List.of(name),
        em -> {
          em.persist(new FreezeRow(freeze));
          name.become(FoundRow.present());
        });
  }

  private void requireNewest(EntityManager em, SerialNumber replaced) {
    String newest =
        em.createQuery(NEWEST, String.class)
            .setFlushMode(COMMITTED)
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
