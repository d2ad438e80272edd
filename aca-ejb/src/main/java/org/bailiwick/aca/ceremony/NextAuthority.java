package org.bailiwick.aca.ceremony;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ceremony.CeremonyPlan.PlannedKey;
import org.bailiwick.aca.ceremony.CeremonyRecord.CertificateEntry;
import org.bailiwick.aca.ceremony.CeremonyRecord.KeyEntry;
import org.bailiwick.aca.ceremony.CeremonyRecord.Succession;
import org.bailiwick.aca.ceremony.certificate.CeremonyNames;
import org.bailiwick.aca.ceremony.certificate.CertificateDraft;
import org.bailiwick.aca.ceremony.certificate.CertificateMaker;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;

/**
 * A later ceremony's making: one more issuing key under the root that is there, on record by the
 * audit key that is there.
 */
final class NextAuthority {

  private final CeremonyPlan plan;
  private final CeremonyTokens tokens;
  private final Instant now;
  private final CeremonyRecord first;
  private final SigningKey root;
  private final SigningKey audit;

  /**
   * Takes up root and audit key as the first ceremony recorded them.
   *
   * @throws CeremonyException when the file speaks of another authority, a token holds other keys,
   *     or the root would end too early
   */
  NextAuthority(CeremonyPlan plan, CeremonyTokens tokens, Instant now) {
    this.plan = plan;
    this.tokens = tokens;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    this.root = tokens.key(plan.key(KeyUse.ROOT));
    this.audit = tokens.key(plan.key(KeyUse.AUDIT));
    this.first = CeremonyRecord.read(firstRecord(), audit.publicKey());
    require(
        first.trustDomain().equals(plan.trustDomain())
            && first.organisation().equals(plan.organisation()),
        "is of another trust domain or organisation than the file");
    requireRecorded(KeyUse.ROOT, root);
    requireRecorded(KeyUse.AUDIT, audit);
    Instant end =
        this.now.atOffset(ZoneOffset.UTC).plus(next().validity().orElseThrow()).toInstant();
    require(
        !end.isAfter(rootCertificate().getNotAfter().toInstant()),
        "has a root that ends before the new certificate would");
    require(
        isIssuing(succession().of()), "and later ones name no issuing key " + succession().of());
  }

  PlannedKey next() {
    return plan.key(KeyUse.ISSUING);
  }

  /** Makes the key, certifies it, and puts the certificate beside it. */
  CeremonyRecord make(CeremonyJournal journal, CeremonyFiles files, SecureRandom random) {
    journal.begin(next());
    SigningKey made = tokens.generate(next());
    CertificateDraft draft =
        new CertificateDraft(
            CertificateProfile.ISSUING_CA,
            new CeremonyNames(plan.trustDomain(), plan.organisation()).of(made.id()),
            made.publicKey(),
            next().validity().orElseThrow(),
            List.of(),
            Optional.of(root.id()));
    X509Certificate certificate =
        new CertificateMaker(plan.trustDomain(), plan.plainBaseUrl(), random, now)
            .signed(draft, rootCertificate(), root);
    tokens.of(next()).attach(made.id(), certificate);
    files.certificate(made.id(), certificate);
    return record(made, certificate);
  }

  JwsSigner auditSigner() {
    return new JwsSigner(audit, CeremonyFiles.keyId(audit.publicKey()));
  }

  private CeremonyRecord record(SigningKey made, X509Certificate certificate) {
    PlannedKey next = next();
    KeyEntry key =
        new KeyEntry(
            made.id(),
            next.token(),
            next.shape().token(),
            KeyUse.ISSUING,
            next.rotation(),
            made.publicKey());
    CertificateEntry entry =
        new CertificateEntry(
            root.id(),
            new SerialNumber(certificate.getSerialNumber()),
            CertificateProfile.ISSUING_CA,
            Optional.of(made.id()),
            certificate);
    return new CeremonyRecord(
        plan.trustDomain(),
        plan.organisation(),
        now,
        first.rootMode(),
        plan.inputSha256(),
        CeremonyAuthorities.software(),
        List.of(first.key(KeyUse.ROOT), first.key(KeyUse.AUDIT), key),
        List.of(rootEntry(), entry),
        List.of(),
        Optional.of(
            new Succession(succession().of(), now.plus(succession().after()), digestOfFirst())));
  }

  private CeremonyPlan.Succession succession() {
    return plan.succession().orElseThrow();
  }

  private X509Certificate rootCertificate() {
    return rootEntry().certificate();
  }

  private CertificateEntry rootEntry() {
    return first.certificates().stream()
        .filter(entry -> entry.keyLabel().equals(Optional.of(root.id())))
        .findFirst()
        .orElseThrow(() -> new CeremonyException("The first record has no root certificate"));
  }

  private boolean isIssuing(String label) {
    return first.key(KeyUse.ISSUING).label().equals(label)
        || Files.exists(plan.folder().resolve(CeremonyRecord.laterFile(label)));
  }

  private void requireRecorded(KeyUse use, SigningKey there) {
    KeyEntry recorded = first.key(use);
    require(
        recorded.label().equals(there.id())
            && Arrays.equals(recorded.publicKey().getEncoded(), there.publicKey().getEncoded()),
        "has another key of use " + use.token() + " than the token");
  }

  private Path firstRecord() {
    return plan.folder().resolve(CeremonyRecord.FILE);
  }

  private String digestOfFirst() {
    try {
      return CeremonyPlan.digest(firstRecord());
    } catch (IOException e) {
      throw new CeremonyException("The file " + firstRecord() + " can't be read", e);
    }
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new CeremonyException("The record of the first ceremony " + fault);
    }
  }
}
