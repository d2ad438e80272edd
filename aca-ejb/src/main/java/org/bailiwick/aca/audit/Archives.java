package org.bailiwick.aca.audit;

import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.node.records.ArchivedRows;

/** Reads the manifests of archives. Only those that the audit key signed are trusted. */
public record Archives(LedgerReader reader) implements ArchivedRows {

  @Override
  public List<String> read(long from, int limit) {
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

  @Override
  public Optional<String> newest() {
    return reader.read(
        em ->
            em.createQuery("select a from Archive a order by a.number desc", ArchiveRow.class)
                .setMaxResults(1)
                .getResultStream()
                .map(ArchiveRow::statement)
                .findFirst());
  }
}
