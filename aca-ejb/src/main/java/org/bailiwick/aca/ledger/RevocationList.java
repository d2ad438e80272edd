package org.bailiwick.aca.ledger;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * Reads revocations for CRLs and caches, page by page, each page in a transaction of its own, so
 * that a million of them are never held at once. A revocation that was committed before the first
 * page was read is on one of the pages.
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
    String query =
        WITH_ISSUANCE
            + " and r.issuerId = :issuer and r.serial > :serial and i.notAfter > :validAt"
            + inShard(shard)
            + " order by r.issuerId, r.serial";
    forEach(
        new Place(Instant.EPOCH, issuerId, ""),
        place ->
            em ->
                withShard(query(em, query), shard)
                    .setParameter("issuer", issuerId)
                    .setParameter("serial", place.serial())
                    .setParameter("validAt", validAt),
        visitor);
  }

  /** Revocations after this moment that belong on a CRL of this shard, up to this number. */
  public List<Ended> since(String issuerId, int shard, Instant after, int most) {
    String query =
        WITH_ISSUANCE + " and r.issuerId = :issuer and r.revokedAt > :after" + inShard(shard);
    return page(
        em ->
            withShard(query(em, query), shard)
                .setParameter("issuer", issuerId)
                .setParameter("after", after),
        most);
  }

  /**
   * All revocations after this moment, of all issuers, in the order of time and then of issuer and
   * serial, since all revocations of one order have one time.
   */
  public void forEachSince(Instant after, Consumer<Ended> visitor) {
    String query =
        COLUMNS
            + " where r.revokedAt >= :at and (r.revokedAt > :at or r.issuerId > :issuer"
            + " or (r.issuerId = :issuer and r.serial > :serial))"
            + " order by r.revokedAt, r.issuerId, r.serial";
    forEach(
        new Place(after, "", ""),
        place ->
            em ->
                query(em, query)
                    .setParameter("at", place.at())
                    .setParameter("issuer", place.issuerId())
                    .setParameter("serial", place.serial()),
        visitor);
  }

  public Optional<Ended> find(CredentialRef ref) {
    return Optional.ofNullable(reader.read(em -> em.find(RevocationRow.class, LedgerKey.of(ref))))
        .map(RevocationRow::revocation)
        .map(whole -> new Ended(whole.ref(), whole.reason(), whole.at()));
  }

  /** The row after which a page begins. */
  private record Place(Instant at, String issuerId, String serial) {}

  /** A query with its parameters. */
  private interface Question {
    TypedQuery<Object[]> of(EntityManager em);
  }

  private void forEach(Place start, Function<Place, Question> after, Consumer<Ended> visitor) {
    Place place = start;
    List<Ended> found;
    do {
      found = page(after.apply(place), PAGE);
      found.forEach(visitor);
      if (!found.isEmpty()) {
        Ended last = found.getLast();
        place = new Place(last.at(), last.ref().issuerId(), last.ref().serial().hex());
      }
    } while (found.size() == PAGE);
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
