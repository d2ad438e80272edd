package org.bailiwick.master.tokenkeys;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.GroupWriter;

/** The rows of announced keys, which all domain nodes share. */
final class KeyRows {

  /** Far more rows than nodes have keys. A table with more was filled by somebody else. */
  private static final int MOST = 500;

  private final Store store;
  private final GroupWriter writer;

  KeyRows(Store store, GroupWriter writer) {
    this.store = store;
    this.writer = writer;
  }

  /** The rows whose end is after this time. */
  List<StoredKey> live(Instant now) {
    return store.read(
        em ->
            em
                .createQuery(
                    "select k from TokenKeyRow k where k.validUntil > :now"
                        + " order by k.publishedFrom, k.nodeName, k.keyId",
                    TokenKeyRow.class)
                .setParameter("now", now)
                .setMaxResults(MOST)
                .getResultList()
                .stream()
                .map(TokenKeyRow::key)
                .toList());
  }

  Optional<StoredKey> find(String node, String kid) {
    return store.read(em -> Optional.ofNullable(row(em, node, kid)).map(TokenKeyRow::key));
  }

  /** Inserts the key, or replaces its announcement, and returns when the row is durable. */
  void put(StoredKey key, AuditEntry... audit) {
    writer.commitAmongNodes(
        em -> {
          TokenKeyRow known = row(em, key.node(), key.kid());
          if (known == null) {
            em.persist(new TokenKeyRow(key));
          } else {
            known.take(key);
          }
        },
        audit);
  }

  void record(AuditEntry audit) {
    writer.record(audit);
  }

  /** Deletes the rows that ended before this time. */
  void forget(Instant then) {
    writer.commit(
        em ->
            em.createQuery("delete from TokenKeyRow k where k.validUntil < :then")
                .setParameter("then", then)
                .executeUpdate());
  }

  private static TokenKeyRow row(EntityManager em, String node, String kid) {
    return em.find(TokenKeyRow.class, new TokenKeyRow.Key(node, kid));
  }
}
