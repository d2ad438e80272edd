package org.bailiwick.aca.ceremony;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ceremony.certificate.CertificateDraft;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedKey;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CertificateEntry;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;

/**
 * A later ceremony's making: one more issuing key under the root that is there, on record by the
 * audit key that is there.
 */
final class NextAuthority {

  private final CeremonyPlan plan;
  private final CeremonyTokens tokens;
  private final EarlierKeys before;
  private final SigningKey root;

  /**
   * Takes up root and audit key as the first ceremony recorded them.
   *
   * @throws CeremonyException when the file speaks of another authority, a token holds other keys,
   *     or the root would end too early
   */
  NextAuthority(CeremonyPlan plan, CeremonyTokens tokens, Instant now) {
    this.plan = plan;
    this.tokens = tokens;
    this.before = new EarlierKeys(plan, tokens, now);
    this.root = before.key(KeyUse.ROOT);
    Instant end =
        before.now().atOffset(ZoneOffset.UTC).plus(next().validity().orElseThrow()).toInstant();
    EarlierKeys.require(
        !end.isAfter(rootCertificate().getNotAfter().toInstant()),
        "has a root that ends before the new certificate would");
    EarlierKeys.require(
        !before.inService().isBefore(before.inServiceFrom(root.id())),
        "is followed by a root that is in service later than the new key would be");
  }

  PlannedKey next() {
    return plan.next();
  }

  /** Makes the key, certifies it, and puts the certificate beside it. */
  CeremonyRecord make(CeremonyJournal journal, CeremonyFiles files, SecureRandom random) {
    journal.begin(next());
    SigningKey made = tokens.generate(next());
    CertificateDraft draft =
        new CertificateDraft(
            CertificateProfile.ISSUING_CA,
            plan.authority().names().of(made.id()),
            made.publicKey(),
            next().validity().orElseThrow(),
            List.of(),
            Optional.of(root.id()));
    X509Certificate certificate =
        plan.authority().maker(random, before.now()).signed(draft, rootCertificate(), root);
    tokens.of(next()).attach(made.id(), certificate);
    files.certificate(made.id(), certificate);
    return record(made, certificate);
  }

  JwsSigner auditSigner() {
    return before.auditSigner();
  }

  private CeremonyRecord record(SigningKey made, X509Certificate certificate) {
    CertificateEntry entry =
        CertificateEntry.of(
            root.id(), CertificateProfile.ISSUING_CA, certificate, Optional.of(made.id()));
    return before.record(
        List.of(before.entryOf(KeyUse.ROOT, root.id()), before.auditEntry(), before.entry(made)),
        List.of(rootEntry(), entry),
        List.of(),
        Optional.empty());
  }

  private X509Certificate rootCertificate() {
    return rootEntry().certificate();
  }

  private CertificateEntry rootEntry() {
    return before.certificateOf(root.id());
  }
}
