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
import org.bailiwick.aca.ceremony.certificate.CertificateDraft;
import org.bailiwick.aca.ceremony.certificate.CertificateMaker;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CertificateEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CrlEntry;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;

/**
 * A later ceremony's making of a further root, and of the certificates by which the two vouch for
 * each other (RFC 4210 section 4.4): the new key under the old root, for those who know only that,
 * and the old key under the new root. Both last as long as the old root does.
 */
final class NextRoot {

  private final CeremonyPlan plan;
  private final CeremonyTokens tokens;
  private final CeremonyNames names;
  private final EarlierKeys before;
  private final SigningKey old;
  private final X509Certificate oldRoot;

  /**
   * Takes up root and audit key as the ceremonies before recorded them.
   *
   * @throws CeremonyException when the file speaks of another authority, the token holds others, or
   *     the root is an organisation's to follow
   */
  NextRoot(CeremonyPlan plan, CeremonyTokens tokens, Instant now) {
    this.plan = plan;
    this.tokens = tokens;
    this.names = plan.authority().names();
    this.before = new EarlierKeys(plan, tokens, now);
    this.old = before.followed();
    this.oldRoot = before.certificateOf(old.id()).certificate();
    EarlierKeys.require(
        before.first().circumstances().rootMode().equals("self-signed"),
        "has a topmost key that your organisation's root certified, which is that one's to follow");
  }

  /** Makes the key, certifies it, and has old and new vouch for each other. */
  CeremonyRecord make(CeremonyJournal journal, CeremonyFiles files, SecureRandom random) {
    journal.begin(plan.next());
    SigningKey made = tokens.generate(plan.next());
    CertificateMaker maker = plan.authority().maker(random, before.now());
    Period validity = plan.next().validity().orElseThrow();
    X509Certificate root =
        maker.selfSigned(draft(made, CertificateProfile.ROOT, validity, Optional.empty()), made);
    Period overlap = overlap(root);
    X509Certificate newWithOld =
        maker.signed(
            draft(made, CertificateProfile.SUBORDINATE, overlap, Optional.of(old.id())),
            oldRoot,
            old);
    X509Certificate oldWithNew =
        maker.signed(
            draft(old, CertificateProfile.SUBORDINATE, overlap, Optional.of(made.id())),
            root,
            made);
    X509CRL crl = maker.emptyCrl(root, made, plan.root().crlValidity());
    tokens.of(plan.next()).attach(made.id(), root);
    files.certificate(made.id(), root);
    files.certificate(link(made, old), newWithOld);
    files.certificate(link(old, made), oldWithNew);
    files.crl(made.id(), crl);
    return record(
        made,
        List.of(
            before.certificateOf(old.id()),
            CertificateEntry.of(made.id(), CertificateProfile.ROOT, root, Optional.of(made.id())),
            CertificateEntry.of(
                old.id(), CertificateProfile.SUBORDINATE, newWithOld, Optional.empty()),
            CertificateEntry.of(
                made.id(), CertificateProfile.SUBORDINATE, oldWithNew, Optional.empty())),
        crl);
  }

  JwsSigner auditSigner() {
    return before.auditSigner();
  }

  /** Whole days, until the first of the two ends. */
  private Period overlap(X509Certificate root) {
    Instant end = oldRoot.getNotAfter().toInstant();
    Instant other = root.getNotAfter().toInstant();
    long days = ChronoUnit.DAYS.between(before.now(), end.isBefore(other) ? end : other);
    EarlierKeys.require(days > 0, "has a root that ends within a day");
    return Period.ofDays(Math.toIntExact(days));
  }

  private static String link(SigningKey subject, SigningKey issuer) {
    return CeremonyRecord.linkName(subject.id(), issuer.id());
  }

  private CertificateDraft draft(
      SigningKey subject, CertificateProfile profile, Period validity, Optional<String> issuer) {
    return new CertificateDraft(
        profile, names.of(subject.id()), subject.publicKey(), validity, List.of(), issuer);
  }

  private CeremonyRecord record(SigningKey made, List<CertificateEntry> entries, X509CRL crl) {
    return before.record(
        List.of(before.entryOf(KeyUse.ROOT, old.id()), before.auditEntry(), before.entry(made)),
        entries,
        List.of(new CrlEntry(made.id(), crl)),
        Optional.empty());
  }
}
