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
final class NextIssuingKey {
  private final EarlierKeys earlier;
  private final SigningKey root;
  private final Period validity;

  /**
   * Finds the root.
   *
   * @throws CeremonyException when the token holds another root key than the records name, the root
   *     would end before the new certificate, or would come into service after the new key
   */
  NextIssuingKey(EarlierKeys earlier) {
    this.earlier = earlier;
    this.root = earlier.key(KeyUse.ROOT);
    this.validity = earlier.plan().next().validity().orElseThrow();
    Instant end = earlier.now().atOffset(ZoneOffset.UTC).plus(validity).toInstant();
    EarlierKeys.require(
        !end.isAfter(rootEntry().certificate().getNotAfter().toInstant()),
        "has a root that ends before the new certificate would");
    if (earlier.inService().isBefore(earlier.inServiceFrom(root.id()))) {
      throw new CeremonyException("The root comes into service only after the new key would.");
    }
  }

  /** Makes the key, certifies it, and stores the certificate in the token. */
  CeremonyRecord make(CeremonyJournal journal, CeremonyFiles files, SecureRandom random) {
    CeremonyPlan plan = earlier.plan();
    SigningKey made = earlier.generate(journal);
    X509Certificate certificate =
        plan.authority()
            .maker(random, earlier.now())
            .signed(
                plan.authority()
                    .names()
                    .draft(CertificateProfile.ISSUING_CA, made, validity, Optional.of(root.id())),
                rootEntry().certificate(),
                root);
    earlier.attach(certificate);
    files.certificate(made.id(), certificate);
    CertificateEntry entry =
        CertificateEntry.of(
            root.id(), CertificateProfile.ISSUING_CA, certificate, Optional.of(made.id()));
    return earlier.record(
        List.of(earlier.entryOf(KeyUse.ROOT, root.id()), earlier.auditEntry(), earlier.entry(made)),
        List.of(rootEntry(), entry),
        List.of(),
        Optional.empty());
  }

  private CertificateEntry rootEntry() {
    return earlier.certificateOf(root.id());
  }
}
