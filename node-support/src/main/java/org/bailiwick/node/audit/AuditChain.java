package org.bailiwick.node.audit;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Appends to a chain of audit rows, for instance "authority/aca". All nodes of a component write to
 * the same chain in turns. The head is read from the database before the first row, after another
 * process has written and after a failed transaction, so that it always is that of the committed
 * rows. Only one thread may use it.
 *
 * <p>The hash has no key, so an attacker who can rewrite the whole table can compute a new chain;
 * signed heads outside the database show that ({@link HeadStatement}, {@link HeadLog}).
 */
public final class AuditChain {
  private final String name;
  private final WritersTurn turn = new WritersTurn();
  private Optional<AuditHead> head = Optional.empty();

  /** Sequence number of a row in the database, from which the search for the head begins. */
  private long committed;

  public AuditChain(String name) {
    this.name = name;
  }

  /**
   * Waits until no other process writes, and blocks others until the transaction ends; must be the
   * first call in a transaction.
   */
  public void enter(EntityManager em, Instant now) {
    if (turn.take(em, now)) {
      forget();
    }
  }

  /** Inserts the next row, after {@link #enter} in the same transaction. */
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

  /** Must be called after a rollback or a doubtful commit; the head is then read again. */
  public void forget() {
    head = Optional.empty();
  }

  /** Rows of a chain from a sequence number on, for auditors and for {@link #verify}. */
  public static List<AuditRow> read(EntityManager em, String chain, long fromSeq, int limit) {
    return em.createQuery(
            "select r from AuditRow r where r.chain = :chain and r.seq >= :from"
                // Ordered by both key columns, since with only one H2 would sort the rest of the
                // chain.
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
   * As {@link #head(EntityManager, String)}; the search begins at a row that the database should
   * have. It makes steps over the primary key that grow and then shrink, since H2 reads an index
   * forwards only and would read millions of rows to find the last.
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

  /** Whether the database holds the row of this head, unchanged. */
  public static boolean holds(EntityManager em, AuditHead head) {
    return head.equals(AuditHead.genesis(head.chain()))
        || Optional.ofNullable(em.find(AuditRow.class, new AuditRow.Key(head.chain(), head.seq())))
            .map(AuditRow::head)
            .filter(head::equals)
            .isPresent();
  }
}
