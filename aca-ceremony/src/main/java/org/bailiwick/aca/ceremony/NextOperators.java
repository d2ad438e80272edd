package org.bailiwick.aca.ceremony;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.ceremony.certificate.CeremonyNames;
import org.bailiwick.aca.ceremony.certificate.CertificateMaker;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedCertificate;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CertificateEntry;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.trust.OperatorEndorsement;

/**
 * Makes a further operator CA. Its certificate is self-signed, as that of the first one is, and the
 * earlier operator CA signs an endorsement of it, by which nodes that trust only the earlier one
 * come to trust the new one. The ceremony also issues certificates of the new operator CA to the
 * operators and nodes that the plan names.
 */
final class NextOperators {
  private final EarlierKeys earlier;
  private final Map<PlannedCertificate, CheckedRequest> requests;
  private final SigningKey predecessor;

  /**
   * Finds the earlier operator CA.
   *
   * @throws CeremonyException when the token holds another key, or the key can't sign endorsements
   */
  NextOperators(EarlierKeys earlier, Map<PlannedCertificate, CheckedRequest> requests) {
    this.earlier = earlier;
    this.requests = requests;
    this.predecessor = earlier.predecessor();
    EarlierKeys.require(
        OperatorEndorsement.canBeSignedBy(predecessor),
        "has an operator key that is not of P-256 and can't endorse another");
  }

  /** Makes the key, certifies and endorses it, and issues the planned certificates. */
  CeremonyRecord make(CeremonyJournal journal, CeremonyFiles files, SecureRandom random) {
    CeremonyPlan plan = earlier.plan();
    CeremonyNames names = plan.authority().names();
    SigningKey made = earlier.generate(journal);
    CertificateMaker maker = plan.authority().maker(random, earlier.now());
    X509Certificate authority =
        maker.selfSigned(
            names.draft(
                CertificateProfile.OPERATOR_CA,
                made,
                plan.next().validity().orElseThrow(),
                Optional.empty()),
            made);
    earlier.attach(authority);
    List<CertificateEntry> entries = new ArrayList<>();
    entries.add(
        CertificateEntry.of(
            made.id(), CertificateProfile.OPERATOR_CA, authority, Optional.of(made.id())));
    requests.forEach(
        (planned, request) -> {
          X509Certificate one = maker.signed(request.draft(planned, names), authority, made);
          entries.add(CertificateEntry.of(made.id(), planned.profile(), one, Optional.empty()));
          CeremonyFiles.chain(planned.file(), List.of(one));
        });
    files.certificate(made.id(), authority);
    JwsSigner signer = new JwsSigner(predecessor, PublicJwk.thumbprint(predecessor.publicKey()));
    return earlier.record(
        List.of(earlier.auditEntry(), earlier.entry(made)),
        List.copyOf(entries),
        List.of(),
        Optional.of(
            OperatorEndorsement.of(names.trustDomain(), made.id(), authority).signed(signer)));
  }
}
