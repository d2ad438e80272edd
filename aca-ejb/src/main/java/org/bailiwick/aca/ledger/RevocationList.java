package org.bailiwick.aca.ledger;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * Reads ended certificates in the amounts that CRLs and caches need: page by page, each in a
 * transaction of its own, so that a million of them is never held at once. Whatever was committed
 * before the first page is on one of the pages.
 */
@Singleton
public final class RevocationList {

  private static final int PAGE = 5_000;

  private static final String COLUMNS =
      "select r.issuerId, r.serial, r.reason, r.revokedAt from Revocation r";
  private static final String WITH_ISSUANCE =
      COLUMNS + ", Issuance i where i.issuerId = r.issuerId and i.serial = r.serial";

  private final LedgerReader reader;

  @Inject
  public RevocationList(LedgerReader reader) {
    this.reader = reader;
  }

  /**
   * The entries of the CRL of this shard, in the order of serials: every revoked certificate that
   * had not expired at {@code validAt}. Shard 0 is the complete CRL. The caller goes back in time
   * far enough for an entry to appear on one list beyond its expiry (RFC 5280 section 3.3).
   */
  public void forEachOf(String issuerId, int shard, Instant validAt, Consumer<Ended> visitor) {
    String page =
        WITH_ISSUANCE
            + " and r.issuerId = :issuer and r.serial > :after and i.notAfter > :validAt"
            + inShard(shard)
            + " order by r.issuerId, r.serial";
    String after = "";
    List<Ended> found;
    do {
      String from = after;
      found =
          page(
              em ->
                  withShard(query(em, page), shard)
                      .setParameter("issuer", issuerId)
                      .setParameter("after", from)
                      .setParameter("validAt", validAt),
              PAGE);
      found.forEach(visitor);
      after = found.isEmpty() ? after : found.getLast().ref().serial().hex();
    } while (found.size() == PAGE);
  }

  /** Revocations after this moment that belong on a CRL of this shard, up to this number. */
  public List<Ended> since(String issuerId, int shard, Instant after, int most) {
    return page(
        em ->
            withShard(
                    query(
                        em,
                        WITH_ISSUANCE
                            + " and r.issuerId = :issuer and r.revokedAt > :after"
                            + inShard(shard)),
                    shard)
                .setParameter("issuer", issuerId)
                .setParameter("after", after),
        most);
  }

  /**
   * Everything that ended after this moment, of all issuers, in the order of time and then of
   * issuer and serial, since all that one order ends has one time.
   */
  public void forEachSince(Instant after, Consumer<Ended> visitor) {
    String page =
        COLUMNS
            + " where r.revokedAt >= :at and (r.revokedAt > :at or r.issuerId > :issuer"
            + " or (r.issuerId = :issuer and r.serial > :serial))"
            + " order by r.revokedAt, r.issuerId, r.serial";
    Instant at = after;
    String issuer = "";
    String serial = "";
    List<Ended> found;
    do {
      Instant fromTime = at;
      String fromIssuer = issuer;
      String fromSerial = serial;
      found =
          page(
              em ->
                  query(em, page)
                      .setParameter("at", fromTime)
                      .setParameter("issuer", fromIssuer)
                      .setParameter("serial", fromSerial),
              PAGE);
      found.forEach(visitor);
      if (!found.isEmpty()) {
        Ended last = found.getLast();
        at = last.at();
        issuer = last.ref().issuerId();
        serial = last.ref().serial().hex();
      }
    } while (found.size() == PAGE);
  }

  /** The end of this certificate, if it has ended before its time. */
  public Optional<Ended> find(CredentialRef ref) {
    return Optional.ofNullable(reader.read(em -> em.find(RevocationRow.class, LedgerKey.of(ref))))
        .map(RevocationRow::revocation)
        .map(whole -> new Ended(whole.ref(), whole.reason(), whole.at()));
  }

  /** A query with its parameters. */
  private interface Question {
    TypedQuery<Object[]> of(EntityManager em);
  }

  private List<Ended> page(Question question, int most) {
    return reader.read(
        em ->
            question.of(em).setMaxResults(most).getResultList().stream()
                .map(RevocationList::ended)
                .toList());
  }

  private static TypedQuery<Object[]> query(EntityManager em, String text) {
    return em.createQuery(text, Object[].class);
  }

  private static String inShard(int shard) {
    return shard == 0 ? "" : " and i.crlShard = :shard";
  }

  private static TypedQuery<Object[]> withShard(TypedQuery<Object[]> query, int shard) {
    return shard == 0 ? query : query.setParameter("shard", shard);
  }

  private static Ended ended(Object[] row) {
    return new Ended(
        new CredentialRef((String) row[0], SerialNumber.parse((String) row[1])),
        RevocationReason.parse((String) row[2]),
        (Instant) row[3]);
  }
}
