package org.bailiwick.aca.revocation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.UnitOfWork;

/** CRLs in the database; the highest number of an issuer's shard is the one in force. */
@Singleton
final class CrlArchive {

  private final LedgerReader reader;

  @Inject
  CrlArchive(LedgerReader reader) {
    this.reader = reader;
  }

  Optional<PublishedCrl> latest(String issuerId, int shard) {
    return reader.read(
        em ->
            em.createQuery(
                    "select c from Crl c where c.issuerId = :issuer and c.shard = :shard"
                        + " order by c.number desc",
                    CrlRow.class)
                .setParameter("issuer", issuerId)
                .setParameter("shard", shard)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(CrlRow::crl));
  }

  /** The highest shard that this issuer ever had, whatever is configured now. */
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
   * Adds the one that follows {@code before} (0: the first). One that another node overtook, while
   * this node lost its lease, would hide what that node listed, and is refused.
   */
  static UnitOfWork add(String issuerId, int shard, PublishedCrl crl, long before) {
    return em -> {
      long highest =
          em.createQuery(
                  "select coalesce(max(c.number), 0) from Crl c"
                      + " where c.issuerId = :issuer and c.shard = :shard",
                  Long.class)
              .setParameter("issuer", issuerId)
              .setParameter("shard", shard)
              .getSingleResult();
      if (highest != before) {
        throw new ProblemException(
            ProblemType.SIGNER_UNAVAILABLE,
            "crl-overtaken",
            "Another node has signed a CRL meanwhile.");
      }
      em.persist(new CrlRow(issuerId, shard, crl));
    };
  }

  /** Drops CRLs that have long been replaced; the newest of each issuer ends after any cut. */
  static UnitOfWork forgetEndedBefore(Instant cut) {
    return em ->
        em.createQuery("delete from Crl c where c.nextUpdate < :cut")
            .setParameter("cut", cut)
            .executeUpdate();
  }
}
