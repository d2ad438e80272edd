package org.bailiwick.aca.ceremony;

import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ceremony.certificate.CeremonyNames;
import org.bailiwick.aca.ceremony.certificate.CertificateMaker;
import org.bailiwick.aca.ceremony.certificate.RootCrlMaker;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CertificateEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CrlEntry;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.node.hsm.SigningKey;

/**
 * Makes a further root, and the two cross-certificates between it and the old root (RFC 4210
 * section 4.4): "new with old" for relying parties that trust only the old root, and "old with
 * new". Both are valid as long as the old root is.
 */
final class NextRoot {
  private final EarlierKeys earlier;
  private final SigningKey old;
  private final X509Certificate oldRoot;

  /**
   * Finds the old root.
   *
   * @throws CeremonyException when the token holds another key, or an organisation's root certified
   *     the old root
   */
  NextRoot(EarlierKeys earlier) {
    this.earlier = earlier;
    this.old = earlier.predecessor();
    this.oldRoot = earlier.certificateOf(old.id()).certificate();
    EarlierKeys.require(
        earlier.first().circumstances().rootMode().equals("self-signed"),
        "has a key that your organisation's root certified; only that root can certify another");
  }

  /** Makes the key, its self-signed certificate, the cross-certificates and the first CRL. */
  CeremonyRecord make(CeremonyJournal journal, CeremonyFiles files, SecureRandom random) {
    CeremonyPlan plan = earlier.plan();
    CeremonyNames names = plan.authority().names();
    SigningKey made = earlier.generate(journal);
    CertificateMaker maker = plan.authority().maker(random, earlier.now());
    Period validity = plan.next().validity().orElseThrow();
    X509Certificate root =
        maker.selfSigned(
            names.draft(CertificateProfile.ROOT, made, validity, Optional.empty()), made);
    Period overlap = overlap(root);
    X509Certificate newWithOld =
        maker.signed(
            names.draft(CertificateProfile.SUBORDINATE, made, overlap, Optional.of(old.id())),
            oldRoot,
            old);
    X509Certificate oldWithNew =
        maker.signed(
            names.draft(CertificateProfile.SUBORDINATE, old, overlap, Optional.of(made.id())),
            root,
            made);
    X509CRL crl =
        new RootCrlMaker(root, made)
            .first(RootCrlMaker.Validity.of(earlier.now(), plan.root().crlValidity()));
    earlier.attach(root);
    files.certificate(made.id(), root);
    files.certificate(CeremonyRecord.linkName(made.id(), old.id()), newWithOld);
    files.certificate(CeremonyRecord.linkName(old.id(), made.id()), oldWithNew);
    files.crl(made.id(), crl);
    return record(
        made,
        List.of(
            earlier.certificateOf(old.id()),
            CertificateEntry.of(made.id(), CertificateProfile.ROOT, root, Optional.of(made.id())),
            CertificateEntry.of(
                old.id(), CertificateProfile.SUBORDINATE, newWithOld, Optional.empty()),
            CertificateEntry.of(
                made.id(), CertificateProfile.SUBORDINATE, oldWithNew, Optional.empty())),
        crl);
  }

  /** The whole days until the first of the two roots ends. */
  private Period overlap(X509Certificate root) {
    Instant end = oldRoot.getNotAfter().toInstant();
    Instant other = root.getNotAfter().toInstant();
    long days = ChronoUnit.DAYS.between(earlier.now(), end.isBefore(other) ? end : other);
    EarlierKeys.require(days > 0, "has a root that ends within a day");
    return Period.ofDays(Math.toIntExact(days));
  }

  private CeremonyRecord record(SigningKey made, List<CertificateEntry> entries, X509CRL crl) {
    return earlier.record(
        List.of(earlier.entryOf(KeyUse.ROOT, old.id()), earlier.auditEntry(), earlier.entry(made)),
        entries,
        List.of(new CrlEntry(made.id(), crl)),
        Optional.empty());
  }
}
