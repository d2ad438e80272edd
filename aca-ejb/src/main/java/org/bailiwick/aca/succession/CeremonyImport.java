package org.bailiwick.aca.succession;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.DerBytes;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerIssuer;
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.aca.wit.WitKey;
import org.bailiwick.aca.wit.WitKeys;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Imports the issuers and certificates of a ceremony into the ledger, so that they can be revoked
 * and renewed. A repeated import changes nothing.
 */
@Singleton
record CeremonyImport(
    AcaSettings settings,
    RecordedKeys keys,
    @ForAca AuditHeads heads,
    IssuanceLedger ledger,
    @ForAca GroupWriter writer,
    @ForAca Clock clock) {

  private static final StructuredLog LOG = StructuredLog.of(CeremonyImport.class);

  @Inject
  CeremonyImport {}

  /** Imports the first record, and returns the issuers that the ledger then has. */
  List<LedgerIssuer> issuers() {
    List<LedgerIssuer> before = ledger.issuers();
    try {
      // This comes before the node's first row, while the database is unchanged.
      heads.keep();
      importRecord(keys.succession().first(), before.isEmpty());
    } catch (ProblemException noToken) {
      // A node that has its issuers starts without its HSM, and serves CRLs and status.
      if (before.isEmpty()) {
        throw noToken;
      }
      LOG.fault("ceremony.not-read", Map.of("check", noToken.check()), noToken);
      return before;
    }
    return ledger.issuers();
  }

  /** A record's issuer as a row of the ledger. */
  static LedgerIssuer issuer(CeremonyRecord record, CeremonyRecord.Issuer issuer) {
    return new LedgerIssuer(
        issuer.issuerId(),
        record.names().trustDomain().name(),
        Octets.of(DerBytes.of(issuer.certificate())),
        issuer.issuerId());
  }

  void importRecord(CeremonyRecord record, boolean first) {
    Instant now = clock.instant();
    List<UnitOfWork> rows = new ArrayList<>();
    record
        .issuers()
        .forEach(issuer -> rows.add(IssuanceLedger.imported(issuer(record, issuer), now)));
    witKey(record).map(WitKeys::imported).ifPresent(rows::add);
    for (CeremonyRecord.CertificateEntry entry : record.certificates()) {
      rows.add(IssuanceLedger.imported(entryOf(entry), DerBytes.of(entry.certificate()), now));
    }
    UnitOfWork all = UnitOfWork.all(rows);
    if (first) {
      writer.commit(
          all,
          AuditEntry.of("ceremony.imported", Outcome.DONE, "", settings.nodeName())
              .about(record.circumstances().inputSha256())
              .with("held_at", record.circumstances().heldAt().toString())
              .with("certificates", Integer.toString(record.certificates().size())));
    } else {
      writer.commit(all);
    }
  }

  /** The key for Workload Identity Tokens that this ceremony made. */
  static Optional<WitKey> witKey(CeremonyRecord record) {
    Instant made = record.circumstances().heldAt();
    return record.has(KeyUse.WIT)
        ? Optional.of(
            new WitKey(
                record.key(KeyUse.WIT).label(),
                record.key(KeyUse.WIT).publicKey(),
                made,
                record.succession().map(CeremonyRecord.Succession::inService).orElse(made)))
        : Optional.empty();
  }

  private static IssuanceEntry entryOf(CeremonyRecord.CertificateEntry entry) {
    X509Certificate certificate = entry.certificate();
    return new IssuanceEntry(
        new CredentialRef(entry.issuerId(), entry.serial()),
        entry.profile().token(),
        new HeldKey(Claims.sha256(certificate.getPublicKey().getEncoded()), holder(entry)),
        Grounds.of("ceremony"),
        Optional.empty(),
        0,
        new Validity(certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()),
        Octets.of(DerBytes.firstIn(DerBytes.of(certificate))));
  }

  private static String holder(CeremonyRecord.CertificateEntry entry) {
    return entry.profile().hasSpiffeId()
        ? SpiffeId.of(entry.certificate()).toString()
        : entry.certificate().getSubjectX500Principal().getName(X500Principal.RFC2253);
  }
}
