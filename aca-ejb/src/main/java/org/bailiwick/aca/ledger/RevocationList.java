package org.bailiwick.aca.ledger;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
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
   * What a CRL of this shard must list: every ended certificate that had not expired at {@code
   * validAt}. The caller goes back in time far enough for an entry to appear on one list beyond its
   * expiry (RFC 5280 section 3.3).
   */
  public List<Revocation> entries(String issuerId, int shard, Instant validAt) {
    return reader.read(
        em ->
            em.createQuery(
                    "select r from Revocation r, Issuance i where i.issuerId = r.issuerId"
                        + " and i.serial = r.serial and r.issuerId = :issuer and i.crlShard = :shard"
                        + " and i.notAfter > :validAt order by r.serial",
                    RevocationRow.class)
                .setParameter("issuer", issuerId)
                .setParameter("shard", shard)
                .setParameter("validAt", validAt)
                .getResultStream()
                .map(RevocationRow::revocation)
                .toList());
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
