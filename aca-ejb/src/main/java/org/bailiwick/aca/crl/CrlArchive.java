package org.bailiwick.aca.crl;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.lang.ref.SoftReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The CRLs in the database. The CRL with the highest number of an issuer and shard is in force; its
 * octets are kept in memory while there is room.
 */
@Singleton
final class CrlArchive {

  private final LedgerReader reader;
  private final GroupWriter writer;
  private final Map<String, SoftReference<PublishedCrl>> kept = new ConcurrentHashMap<>();

  @Inject
  CrlArchive(LedgerReader reader, @ForAca GroupWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  Optional<PublishedCrl.Edition> inForce(String issuerId, int shard) {
    return first(issuerId, shard, " order by c.number desc", query -> query);
  }

  Optional<PublishedCrl.Edition> oldestInForce(String issuerId, int shard, Instant now) {
    return first(
        issuerId,
        shard,
        " and c.thisUpdate <= :now and c.nextUpdate > :now order by c.number",
        query -> query.setParameter("now", now));
  }

  private Optional<PublishedCrl.Edition> first(
      String issuerId, int shard, String condition, UnaryOperator<TypedQuery<CrlRow>> parameters) {
    String all = "select c from Crl c where c.issuerId = :issuer and c.shard = :shard";
    return reader.read(
        em ->
            parameters
                .apply(em.createQuery(all + condition, CrlRow.class))
                .setParameter("issuer", issuerId)
                .setParameter("shard", shard)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(CrlRow::edition));
  }

  Optional<PublishedCrl> latest(String issuerId, int shard) {
    return inForce(issuerId, shard)
        .map(
            edition ->
                known(issuerId, shard, edition).orElseGet(() -> read(issuerId, shard, edition)));
  }

  private Optional<PublishedCrl> known(String issuerId, int shard, PublishedCrl.Edition edition) {
    return Optional.ofNullable(kept.get(series(issuerId, shard)))
        .map(SoftReference::get)
        .filter(crl -> crl.edition().equals(edition));
  }

  private PublishedCrl read(String issuerId, int shard, PublishedCrl.Edition edition) {
    CrlKey key = new CrlKey(issuerId, shard, edition.number());
    List<Octets> parts = new ArrayList<>();
    Optional<Octets> next = part(key, 0);
    while (next.isPresent()) {
      parts.add(next.get());
      next = part(key, parts.size());
    }
    PublishedCrl crl = new PublishedCrl(edition, parts);
    keep(issuerId, shard, crl);
    return crl;
  }

  private Optional<Octets> part(CrlKey key, int part) {
    CrlPartKey id = new CrlPartKey(key.issuerId(), key.shard(), key.number(), part);
    return Optional.ofNullable(reader.read(em -> em.find(CrlPartRow.class, id)))
        .map(CrlPartRow::octets);
  }

  private void keep(String issuerId, int shard, PublishedCrl crl) {
    kept.put(series(issuerId, shard), new SoftReference<>(crl));
  }

  private static String series(String issuerId, int shard) {
    return issuerId + "/" + shard;
  }

  /** A number above all earlier ones, including those of incomplete CRLs. */
  long nextNumber(String issuerId, int shard, Instant now) {
    // Not lower than the time, so that numbers rise even after a restore from an old backup.
    return Math.max(
        now.getEpochSecond(),
        1 + Math.max(highest("Crl", issuerId, shard), highest("CrlPart", issuerId, shard)));
  }

  private long highest(String entity, String issuerId, int shard) {
    return reader.read(em -> highest(em, entity, issuerId, shard));
  }

  private static long highest(EntityManager em, String entity, String issuerId, int shard) {
    return em.createQuery(
            "select coalesce(max(c.number), 0) from "
                + entity
                + " c where c.issuerId = :issuer and c.shard = :shard",
            Long.class)
        .setParameter("issuer", issuerId)
        .setParameter("shard", shard)
        .getSingleResult();
  }

  /** The highest shard of which this issuer has CRLs. */
  int highestShard(String issuerId) {
    return reader.read(
        em ->
            em.createQuery(
                    "select coalesce(max(c.shard), 0) from Crl c where c.issuerId = :issuer",
                    Integer.class)
                .setParameter("issuer", issuerId)
                .getSingleResult());
  }

  /**
   * Puts a CRL in force after the CRL with the number {@code before}; 0 if there is none. Its parts
   * are committed one by one, so that other writers need not wait for all of them; with the last
   * part, the row that puts the CRL in force is committed. If another node has put a CRL in force
   * in between, this CRL is refused, since it may lack revocations of the other.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE, check crl-overtaken
   */
  void add(CrlKey key, PublishedCrl crl, long before, AuditEntry... audit) {
    int last = crl.parts().size() - 1;
    for (int part = 0; part < last; part++) {
      CrlPartRow row = new CrlPartRow(key, part, crl.parts().get(part));
      writer.commit(em -> em.persist(row));
    }
    writer.commit(
        em -> {
          if (highest(em, "Crl", key.issuerId(), key.shard()) != before) {
            throw new ProblemException(
                ProblemType.SIGNER_UNAVAILABLE,
                "crl-overtaken",
                "Another node has signed a CRL in the meantime.");
          }
          em.persist(new CrlPartRow(key, last, crl.parts().get(last)));
          em.persist(new CrlRow(key, crl.edition()));
        },
        audit);
    keep(key.issuerId(), key.shard(), crl);
  }

  static UnitOfWork forgetEndedBefore(Instant cut) {
    return em -> {
      em.createQuery("delete from Crl c where c.nextUpdate < :cut")
          .setParameter("cut", cut)
          .executeUpdate();
      forgetParts(em);
    };
  }

  /**
   * Deletes parts without a CRL, except parts with a higher number than the newest CRL, which are
   * being written.
   */
  private static void forgetParts(EntityManager em) {
    em.createQuery(
            "delete from CrlPart p where not exists (select c from Crl c where"
                + " c.issuerId = p.issuerId and c.shard = p.shard and c.number = p.number)"
                + " and exists (select n from Crl n where n.issuerId = p.issuerId"
                + " and n.shard = p.shard and n.number > p.number)")
        .executeUpdate();
  }
}
