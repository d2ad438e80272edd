package org.bailiwick.aca.ledger;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.certifiedkey.CertifiedKeys;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.lookup.FoundRow;
import org.bailiwick.node.lookup.LookupStatement;
import org.bailiwick.node.lookup.RowLookup;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.writer.ConflictException;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The reservations, completions and revocations of certificates. A method that writes returns when
 * the rows are durable; no row is ever updated. Other rows that belong to a reservation (nonce,
 * name, idempotency key, audit) are passed in and share its transaction.
 */
@Singleton
public final class IssuanceLedger {

  private static final String LATEST =
      "from (select i.serial from issuance i, completion c where c.issuer_id = i.issuer_id"
          + " and c.serial = i.serial and i.issuer_id = ? and i.agent = ?"
          + " order by i.seq desc limit 1) latest";
  private static final String OF_ISSUER =
      "from revocation where issuer_id = ? and serial in (:key)";

  private final GroupWriter writer;
  private final LedgerReader reader;
  private final Clock clock;

  @Inject
  public IssuanceLedger(@ForAca GroupWriter writer, LedgerReader reader, @ForAca Clock clock) {
    this.writer = writer;
    this.reader = reader;
    this.clock = clock;
  }

  /** The serial number that was drawn for a certificate is in use. */
  public static final class SerialTakenException extends RuntimeException {}

  /**
   * Step 4 of the issuing pipeline: records the serial and the octets that will be signed under it,
   * and the holder of the keys. {@code together} is applied before the keys and may refuse.
   *
   * @throws SerialTakenException when another serial is to be drawn
   */
  public void reserve(IssuanceEntry entry, UnitOfWork together, AuditEntry... audit) {
    String requestId = RequestContext.currentId();
    Instant now = clock.instant();
    UnitOfWork row = em -> em.persist(new IssuanceRow(entry, requestId, now));
    commit(
        entry.ref(),
        UnitOfWork.all(
            List.of(
                row,
                together,
                CertifiedKeys.assign(entry.key(), entry.grounds().ownerKeySha256(), now))),
        audit);
  }

  private void commit(CredentialRef ref, UnitOfWork unit, AuditEntry... audit) {
    try {
      writer.commit(unit, audit);
    } catch (ConflictException taken) {
      // The serial is in use, or another node inserted one of the rows after this one had looked
      // for it. The second attempt finds that row and refuses with its reason.
      if (find(ref).isPresent()) {
        throw new SerialTakenException();
      }
      writer.commit(unit, audit);
    }
  }

  /**
   * Step 7 of the pipeline: records the signed certificate and returns the reservation's
   * certificate, which is an earlier one if two requests finished it. {@code together} joins the
   * transaction and may refuse.
   */
  public byte[] complete(
      CredentialRef ref, byte[] certificate, UnitOfWork together, AuditEntry... audit) {
    Instant now = clock.instant();
    try {
      writer.commit(
          together.and(em -> em.persist(new CompletionRow(ref, certificate, now))), audit);
      return certificate;
    } catch (ConflictException finishedBefore) {
      return reader.read(em -> em.find(CompletionRow.class, LedgerKey.of(ref))).certificate();
    }
  }

  /** Records all of these or none, in one transaction with {@code together}, which is first. */
  public void revoke(List<Revocation> revocations, UnitOfWork together, AuditEntry... audit) {
    List<UnitOfWork> units = new ArrayList<>(List.of(together));
    revocations.forEach(revocation -> units.add(revoked(revocation)));
    writer.commitAmongNodes(UnitOfWork.all(units), audit);
  }

  private static UnitOfWork revoked(Revocation revocation) {
    RowLookup before = revocationOf(revocation.ref());
    return UnitOfWork.asking(
        List.of(before),
        em -> {
          if (before.isFound(em)) {
            throw new ProblemException(
                ProblemType.ALREADY_REVOKED,
                "already-revoked",
                "The credential was already revoked.");
          }
          em.persist(new RevocationRow(revocation));
          before.become(FoundRow.present());
        });
  }

  private static RowLookup revocationOf(CredentialRef ref) {
    LedgerKey key = LedgerKey.of(ref);
    return LookupStatement.presence("serial", OF_ISSUER, List.of(key.issuerId())).at(key.serial());
  }

  /** Refuses a revoked certificate with CREDENTIAL_REVOKED, in the transaction that it joins. */
  public static UnitOfWork requireNotRevoked(CredentialRef ref) {
    RowLookup revocation = revocationOf(ref);
    return UnitOfWork.asking(
        List.of(revocation),
        em -> {
          if (revocation.isFound(em)) {
            throw new ProblemException(
                ProblemType.CREDENTIAL_REVOKED,
                "credential-revoked",
                "The credential was revoked.");
          }
        });
  }

  /**
   * Inserts again a revocation that was deleted by hand; no effect if it is there, or if the
   * issuance was deleted too.
   */
  public static UnitOfWork restored(Revocation revocation) {
    LedgerKey key = LedgerKey.of(revocation.ref());
    return em -> {
      if (em.find(IssuanceRow.class, key) != null && em.find(RevocationRow.class, key) == null) {
        em.persist(new RevocationRow(revocation));
      }
    };
  }

  /** Records a certificate made outside this node, in a ceremony; no effect if it is known. */
  public static UnitOfWork imported(IssuanceEntry entry, byte[] certificate, Instant now) {
    return em -> {
      if (em.find(IssuanceRow.class, LedgerKey.of(entry.ref())) == null) {
        em.persist(new IssuanceRow(entry, "ceremony", now));
        em.flush();
        em.persist(new CompletionRow(entry.ref(), certificate, now));
        CertifiedKeys.note(entry.key(), now).apply(em);
      }
    };
  }

  /** Records an issuer; no effect if it is known. */
  public static UnitOfWork imported(LedgerIssuer issuer, Instant now) {
    return em -> {
      if (em.find(IssuerRow.class, issuer.issuerId()) == null) {
        em.persist(new IssuerRow(issuer, now));
      }
    };
  }

  public List<LedgerIssuer> issuers() {
    return reader.read(
        em ->
            em.createQuery("select i from Issuer i order by i.issuerId", IssuerRow.class)
                .getResultStream()
                .map(IssuerRow::issuer)
                .toList());
  }

  /** The time at which the first node imported the issuer. */
  public Optional<Instant> importedAt(String issuerId) {
    return reader.read(
        em -> Optional.ofNullable(em.find(IssuerRow.class, issuerId)).map(IssuerRow::importedAt));
  }

  /** The issuer, of these, that issued this serial. */
  public Optional<String> issuerOf(SerialNumber serial, List<String> issuerIds) {
    return reader.read(
        em ->
            em.createQuery(
                    "select i.issuerId from Issuance i"
                        + " where i.serial = :serial and i.issuerId in :issuers",
                    String.class)
                .setParameter("serial", serial.hex())
                .setParameter("issuers", issuerIds)
                .getResultStream()
                .findFirst());
  }

  public Optional<LedgerEntry> find(CredentialRef ref) {
    LedgerKey key = LedgerKey.of(ref);
    return reader.read(
        em ->
            Optional.ofNullable(em.find(IssuanceRow.class, key))
                .map(
                    row ->
                        new LedgerEntry(
                            row.entry(),
                            Optional.ofNullable(em.find(CompletionRow.class, key))
                                .map(CompletionRow::certificate),
                            Optional.ofNullable(em.find(RevocationRow.class, key))
                                .map(RevocationRow::revocation))));
  }

  /** The holder's latest completed certificate of this issuer. */
  public Optional<LedgerEntry> latestOf(String issuerId, String holder) {
    return latestOf(List.of(issuerId), holder);
  }

  /** A lookup whose first text is the serial number of the holder's latest certificate. */
  public static RowLookup latestOfLookup(String issuerId, String holder) {
    return new LookupStatement(
            "'', latest.serial, " + LookupStatement.NO_TEXT + ", " + LookupStatement.NO_TIME,
            LATEST,
            List.of(issuerId, holder))
        .at();
  }

  /**
   * The holder's latest completed certificate of any of these issuers, by the order of
   * reservations: by time, a reservation that a fast clock dated would remain the latest.
   */
  public Optional<LedgerEntry> latestOf(List<String> issuerIds, String holder) {
    return reader
        .read(
            em ->
                em.createQuery(
                        "select i from Issuance i, Completion c"
                            + " where c.issuerId = i.issuerId and c.serial = i.serial"
                            + " and i.issuerId in :issuers and i.holder = :holder"
                            + " order by i.seq desc",
                        IssuanceRow.class)
                    .setParameter("issuers", issuerIds)
                    .setParameter("holder", holder)
                    .setMaxResults(1)
                    .getResultStream()
                    .findFirst()
                    .map(IssuanceRow::ref))
        .flatMap(this::find);
  }

  /**
   * The reservations of this period, without its end, that have not expired and have no completion.
   */
  public List<IssuanceEntry> unfinished(Instant from, Instant before, Instant now) {
    return reader.read(
        em ->
            em.createQuery(
                    "select i from Issuance i where i.reservedAt >= :from"
                        + " and i.reservedAt < :before and i.notAfter > :now"
                        + " and not exists (select c from Completion c"
                        + " where c.issuerId = i.issuerId and c.serial = i.serial)"
                        + " order by i.reservedAt",
                    IssuanceRow.class)
                .setParameter("from", from)
                .setParameter("before", before)
                .setParameter("now", now)
                .getResultStream()
                .map(IssuanceRow::entry)
                .toList());
  }
}
