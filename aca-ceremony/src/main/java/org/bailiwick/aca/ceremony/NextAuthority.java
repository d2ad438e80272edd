package org.bailiwick.aca.ceremony;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CertificateEntry;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.node.hsm.SigningKey;

/** Makes a further issuing key, which the existing root certifies. */
final class NextAuthority {
  private final EarlierKeys before;
  private final SigningKey root;
  private final Period validity;

  /**
   * Finds the root.
   *
   * @throws CeremonyException when the token holds another root, the root would end before the new
   *     certificate, or come into service after the new key
   */
  NextAuthority(EarlierKeys before) {
    this.before = before;
    this.root = before.key(KeyUse.ROOT);
    this.validity = before.plan().next().validity().orElseThrow();
    Instant end = before.now().atOffset(ZoneOffset.UTC).plus(validity).toInstant();
    EarlierKeys.require(
        !end.isAfter(rootEntry().certificate().getNotAfter().toInstant()),
        "has a root that ends before the new certificate would");
    EarlierKeys.require(
        !before.inService().isBefore(before.inServiceFrom(root.id())),
        "is followed by a root that is in service later than the new key would be");
  }

  /** Makes the key, certifies it, and stores the certificate in the token. */
  CeremonyRecord make(CeremonyJournal journal, CeremonyFiles files, SecureRandom random) {
    CeremonyPlan plan = before.plan();
    SigningKey made = before.generate(journal);
    X509Certificate certificate =
        plan.authority()
            .maker(random, before.now())
            .signed(
                plan.authority()
                    .names()
                    .draft(CertificateProfile.ISSUING_CA, made, validity, Optional.of(root.id())),
                rootEntry().certificate(),
                root);
    before.attach(certificate);
    files.certificate(made.id(), certificate);
    CertificateEntry entry =
        CertificateEntry.of(
            root.id(), CertificateProfile.ISSUING_CA, certificate, Optional.of(made.id()));
    return before.record(
        List.of(before.entryOf(KeyUse.ROOT, root.id()), before.auditEntry(), before.entry(made)),
        List.of(rootEntry(), entry),
        List.of(),
        Optional.empty());
  }

  private CertificateEntry rootEntry() {
    return before.certificateOf(root.id());
  }
}
