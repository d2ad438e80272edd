package org.bailiwick.node.audit;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The writing end of one chain of audit rows: "authority/aca". All nodes of a component write to
 * the same one, in turns. The head is read from the database before the first row, after another
 * writer's turn and after any failed transaction, so what was really committed decides, also after
 * a kill. Not safe for use by two threads.
 *
 * <p>The hash is not keyed: who can rewrite the whole table can compute a new chain. Against that
 * stand signed heads outside of the database ({@link HeadStatement}, {@link HeadLog}).
 */
public final class AuditChain {
  private final String name;
  private final WritersTurn turn = new WritersTurn();
  private Optional<AuditHead> head = Optional.empty();

  /** A row that the database was seen to have, from which on a newer one is looked for. */
  private long committed;

  public AuditChain(String name) {
    this.name = name;
  }

  /**
   * Waits until no other process writes, and keeps others waiting until the transaction ends; to be
   * called first in it.
   */
  public void enter(EntityManager em, Instant now) {
    if (turn.take(em, now)) {
      forget();
    }
  }

  /**
   * Inserts the next row in the entity manager's transaction, which has been {@linkplain #enter
   * entered}.
   */
  public void append(EntityManager em, AuditEntry entry, Instant at, String requestId) {
    AuditRow row = new AuditRow(head.orElseGet(() -> read(em)), entry, at, requestId);
    em.persist(row);
    head = Optional.of(row.head());
  }

  private AuditHead read(EntityManager em) {
    AuditHead found = head(em, name, committed);
    committed = found.seq();
    return found;
  }

  /**
   * To be called after a rollback or a doubtful commit: the next row asks the database for the
   * head.
   */
  public void forget() {
    head = Optional.empty();
  }

  /** Rows of a chain from a place on, for auditors and for {@link #verify}. */
  public static List<AuditRow> read(EntityManager em, String chain, long fromSeq, int limit) {
    return em.createQuery(
            "select r from AuditRow r where r.chain = :chain and r.seq >= :from"
                // Both columns of the key: H2 would sort the rest of the chain for one of them.
                + " order by r.chain, r.seq",
            AuditRow.class)
        .setParameter("chain", chain)
        .setParameter("from", fromSeq)
        .setMaxResults(limit)
        .getResultList();
  }

  /** Checks a whole chain from its first row. */
  public static AuditVerdict verify(String chain, List<AuditRow> rows) {
    return verify(AuditHead.genesis(chain), rows);
  }

  /** Checks the rows that follow a head, for instance the next page. */
  public static AuditVerdict verify(AuditHead start, List<AuditRow> rows) {
    AuditHead head = start;
    for (AuditRow row : rows) {
      if (!row.follows(head)) {
        return new AuditVerdict.Broken(
            head.chain(), head.seq() + 1, "does not follow the row before");
      }
      if (!row.isUnchanged()) {
        return new AuditVerdict.Broken(head.chain(), row.seq(), "differs from what was written");
      }
      head = row.head();
    }
    return new AuditVerdict.Intact(head);
  }

  /** The head of a chain in the database. */
  public static AuditHead head(EntityManager em, String chain) {
    return head(em, chain, 0);
  }

  /**
   * As {@link #head(EntityManager, String)}, looked for from a row on that the database should
   * have. In steps that grow and then shrink, each a look at the primary key: H2 reads an index
   * forwards only, and would read millions of rows for the last.
   */
  public static AuditHead head(EntityManager em, String chain, long expected) {
    Optional<AuditRow> last = firstFrom(em, chain, expected);
    long at = last.map(row -> row.head().seq()).orElse(0L);
    boolean growing = true;
    for (long step = 1; step > 0; ) {
      Optional<AuditRow> beyond = firstFrom(em, chain, at + step);
      if (beyond.isPresent()) {
        last = beyond;
        at = beyond.get().head().seq();
      } else {
        growing = false;
      }
      step = growing ? step * 2 : step / 2;
    }
    return last.map(AuditRow::head).orElseGet(() -> AuditHead.genesis(chain));
  }

  private static Optional<AuditRow> firstFrom(EntityManager em, String chain, long seq) {
    return read(em, chain, seq, 1).stream().findFirst();
  }

  /** Whether the database holds the row of this head, as it was then. */
  public static boolean holds(EntityManager em, AuditHead head) {
    return head.equals(AuditHead.genesis(head.chain()))
        || Optional.ofNullable(em.find(AuditRow.class, new AuditRow.Key(head.chain(), head.seq())))
            .map(AuditRow::head)
            .filter(head::equals)
            .isPresent();
  }
}
