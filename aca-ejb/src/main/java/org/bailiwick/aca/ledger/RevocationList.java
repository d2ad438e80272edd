package org.bailiwick.aca.ledger;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import org.bailiwick.aca.LedgerReader;

/** Reads ended certificates in the amounts that CRLs and caches need. */
@Singleton
public final class RevocationList {

  private final LedgerReader reader;

  @Inject
  public RevocationList(LedgerReader reader) {
    this.reader = reader;
  }

  /**
   * What a CRL of this shard must list, shard 0 being the complete one: every ended certificate
   * that had not expired at {@code validAt}. The caller goes back in time far enough for an entry
   * to appear on one list beyond its expiry (RFC 5280 section 3.3).
   */
  public List<Revocation> entries(String issuerId, int shard, Instant validAt) {
    return ofShard(issuerId, shard, "i.notAfter > :moment", validAt);
  }

  /** What ended after this moment and belongs on a CRL of this shard. */
  public List<Revocation> since(String issuerId, int shard, Instant after) {
    return ofShard(issuerId, shard, "r.revokedAt > :moment", after);
  }

  private List<Revocation> ofShard(String issuerId, int shard, String condition, Instant moment) {
    String all =
        "select r from Revocation r, Issuance i where i.issuerId = r.issuerId"
            + " and i.serial = r.serial and r.issuerId = :issuer and "
            + condition;
    return reader.read(
        em -> {
          TypedQuery<RevocationRow> query =
              em.createQuery(
                  all + (shard == 0 ? "" : " and i.crlShard = :shard") + " order by r.serial",
                  RevocationRow.class);
          if (shard != 0) {
            query.setParameter("shard", shard);
          }
          return query
              .setParameter("issuer", issuerId)
              .setParameter("moment", moment)
              .getResultStream()
              .map(RevocationRow::revocation)
              .toList();
        });
  }

  /** Everything that ended after this moment, of all issuers. */
  public List<Revocation> since(Instant after) {
    return reader.read(
        em ->
            em.createQuery(
                    "select r from Revocation r where r.revokedAt > :after order by r.revokedAt",
                    RevocationRow.class)
                .setParameter("after", after)
                .getResultStream()
                .map(RevocationRow::revocation)
                .toList());
  }
}
