package org.bailiwick.aca.audit;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditHead;

/** What the database says of rows that left it. Only what the audit key signed is believed. */
final class Archives {

  private final String chain;
  private final LedgerReader reader;

  Archives(String chain, LedgerReader reader) {
    this.chain = chain;
    this.reader = reader;
  }

  /** Signed statements from this number on, at most so many. */
  List<String> read(long from, int limit) {
    return reader.read(
        em ->
            em.createQuery(
                    "select a from Archive a where a.number >= :from order by a.number",
                    ArchiveRow.class)
                .setParameter("from", from)
                .setMaxResults(limit)
                .getResultStream()
                .map(ArchiveRow::statement)
                .toList());
  }

  /** The newest statement as it was signed; empty as long as nothing was archived. */
  Optional<String> newest() {
    return reader.read(
        em ->
            em.createQuery("select a from Archive a order by a.number desc", ArchiveRow.class)
                .setMaxResults(1)
                .getResultStream()
                .map(ArchiveRow::statement)
                .findFirst());
  }

  /**
   * Whether this row left the database for an archive.
   *
   * @param verified reads a statement that the audit key signed
   */
  boolean cover(AuditHead head, Function<String, Optional<ArchiveStatement>> verified) {
    return newest()
        .flatMap(verified)
        .filter(statement -> statement.rows().last().chain().equals(chain))
        .filter(statement -> statement.covers(head))
        .isPresent();
  }
}
