package org.bailiwick.aca.ceremony;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.ceremony.certificate.CeremonyNames;
import org.bailiwick.aca.ceremony.certificate.CertificateDraft;
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
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * A later ceremony's making of a further operator CA beside the one before. It signs its own
 * certificate, as the first one did, and the one before endorses it, so that nodes which were given
 * only that one can follow. Operators and nodes of the file get certificates of it at once.
 */
final class NextOperators {

  private final CeremonyPlan plan;
  private final Map<PlannedCertificate, RequestReader> requests;
  private final CeremonyTokens tokens;
  private final CeremonyNames names;
  private final EarlierKeys before;
  private final SigningKey followed;

  /**
   * Takes up audit key and operator CA as the ceremonies before recorded them.
   *
   * @throws CeremonyException when the file speaks of another authority, or the token holds others
   */
  NextOperators(
      CeremonyPlan plan,
      Map<PlannedCertificate, RequestReader> requests,
      CeremonyTokens tokens,
      Instant now) {
    this.plan = plan;
    this.requests = requests;
    this.tokens = tokens;
    this.names = plan.authority().names();
    this.before = new EarlierKeys(plan, tokens, now);
    this.followed = before.followed();
    EarlierKeys.require(
        OperatorEndorsement.canBeSignedBy(followed),
        "has an operator key that is not of P-256 and can't endorse another");
  }

  /** Makes the key, certifies and endorses it, and issues what the file asks for. */
  CeremonyRecord make(CeremonyJournal journal, CeremonyFiles files, SecureRandom random) {
    journal.begin(plan.next());
    SigningKey made = tokens.generate(plan.next());
    CertificateMaker maker = plan.authority().maker(random, before.now());
    X509Certificate authority =
        maker.selfSigned(draft(made, plan.next().validity().orElseThrow()), made);
    tokens.of(plan.next()).attach(made.id(), authority);
    List<CertificateEntry> entries = new ArrayList<>();
    entries.add(
        CertificateEntry.of(
            made.id(), CertificateProfile.OPERATOR_CA, authority, Optional.of(made.id())));
    requests.forEach(
        (planned, request) -> {
          X509Certificate one = maker.signed(draft(planned, request), authority, made);
          entries.add(CertificateEntry.of(made.id(), planned.profile(), one, Optional.empty()));
          CeremonyFiles.chain(planned.file(), List.of(one));
        });
    files.certificate(made.id(), authority);
    return record(made, authority, entries);
  }

  JwsSigner auditSigner() {
    return before.auditSigner();
  }

  private CertificateDraft draft(SigningKey made, Period validity) {
    return new CertificateDraft(
        CertificateProfile.OPERATOR_CA,
        names.of(made.id()),
        made.publicKey(),
        validity,
        List.of(),
        Optional.empty());
  }

  private CertificateDraft draft(PlannedCertificate planned, RequestReader request) {
    X500Name subject = names.of(planned.id().segments().getLast());
    List<GeneralName> all = new ArrayList<>();
    all.add(new GeneralName(GeneralName.uniformResourceIdentifier, planned.id().toString()));
    all.addAll(request.hosts());
    return new CertificateDraft(
        planned.profile(),
        subject,
        request.key(),
        planned.validity(),
        all,
        Optional.of(planned.issuer()));
  }

  private CeremonyRecord record(
      SigningKey made, X509Certificate authority, List<CertificateEntry> entries) {
    OperatorEndorsement endorsement =
        OperatorEndorsement.of(names.trustDomain(), made.id(), authority);
    JwsSigner signer = new JwsSigner(followed, PublicJwk.thumbprint(followed.publicKey()));
    return before.record(
        List.of(before.auditEntry(), before.entry(made)),
        List.copyOf(entries),
        List.of(),
        Optional.of(endorsement.signed(signer)));
  }
}
