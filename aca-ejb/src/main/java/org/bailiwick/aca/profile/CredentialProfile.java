package org.bailiwick.aca.profile;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.owner.OwnerKey;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.aca.pipeline.CertificateBody;
import org.bailiwick.aca.pipeline.PreparedCredential;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;
import org.bailiwick.contract.credential.OwnerBinding;
import org.bailiwick.contract.credential.OwnerKeyExtension;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.identity.WorkloadKind;

/**
 * The certificate profile of one kind of credentials, from an operator's file: bounds on the
 * request, and the form of the certificate. The same applicant, serial and time always give the
 * same octets.
 */
public record CredentialProfile(
    String name, RequestBounds bounds, RequiredProofs proofs, CertificateForm form) {

  /** Reads a profile's file; IllegalArgumentException or MALFORMED_REQUEST for a fault. */
  public static CredentialProfile parse(String file) {
    Claims json = Claims.parse("profile", file);
    RequestBounds bounds = RequestBounds.of(json);
    CertificateForm form = CertificateForm.of(json);
    if (bounds.kind() != WorkloadKind.AGENT && form.wits().life().isPresent()) {
      throw new IllegalArgumentException("only a profile of agents may list the format wit");
    }
    if (bounds.kind() != WorkloadKind.AGENT && form.jwtSvids().isAllowed()) {
      throw new IllegalArgumentException("only a profile of agents may have jwt_svid");
    }
    if (bounds.kind() != WorkloadKind.SERVICE && !form.hosts().isEmpty()) {
      throw new IllegalArgumentException("only a profile of services may have dns_names");
    }
    return new CredentialProfile(json.text("name"), bounds, RequiredProofs.of(json), form);
  }

  /** The number of officers who have to agree before a credential is issued. */
  public int approvers() {
    return proofs.approvers();
  }

  /** Whether Workload Identity Tokens may be issued in addition to the credentials. */
  public WitRule wits() {
    return form.wits();
  }

  /** Whether the profile allows these capabilities. */
  public boolean covers(CapabilitySet wanted) {
    return bounds.ceiling().covers(wanted);
  }

  /** Whether this attestation status meets the profile's requirement. */
  public boolean accepts(AttestationResult.Status status) {
    return proofs.accepts(status);
  }

  boolean asksFor(String attestor) {
    return proofs.attestors().names(attestor);
  }

  /** The subject that the ledger names for the credential. */
  public AttestedSubject subjectOf(VerifiedApplicant applicant) {
    return proofs.attestors().fulfilledBy(applicant.subjects());
  }

  /** The applicant with the appraisal that counts here: a renewal may rest on an earlier one. */
  public VerifiedApplicant appraised(VerifiedApplicant applicant) {
    return proofs.appraised(applicant);
  }

  /**
   * Refuses a kind, subjects, an appraisal, a key or a method that this profile does not accept
   * now.
   */
  public void requireSuitable(VerifiedApplicant applicant, Instant now) {
    bounds.requireKind(applicant.workload());
    proofs.require(applicant, now);
    bounds.require(applicant);
  }

  /** Step 2 of the issuing pipeline: the certificate that the applicant would get. */
  public PreparedCredential prepare(VerifiedApplicant applicant, Draft draft) {
    Authority issuer = draft.issuer();
    Validity period = Validity.from(draft.now(), form.validity(), issuer.certificate());
    int shard = shardOf(draft);
    CertificateBody body = body(issuer, draft.urls(), shard);
    applicant
        .ownerKey()
        .map(owner -> new OwnerBinding(applicant.owner(), owner.key()))
        .ifPresent(owner -> body.raw(OwnerKeyExtension.OID, OwnerKeyExtension.encode(owner)));
    trustworthiness(applicant)
        .map(AttesterTrustworthinessExtension::encode)
        .ifPresent(found -> body.raw(AttesterTrustworthinessExtension.OID, found));
    WorkloadId workload = applicant.workload();
    byte[] tbs =
        WorkloadForm.describe(
                workload.kind(),
                body.names(form.hosts().beside(workload.toString())),
                information(applicant))
            .encode(draft.serial(), period, workload.name(), applicant.key());
    IssuanceEntry entry =
        new IssuanceEntry(
            new CredentialRef(issuer.id(), draft.serial()),
            name,
            new HeldKey(Claims.sha256(applicant.key().getEncoded()), workload.toString()),
            grounds(applicant),
            draft.predecessor(),
            shard,
            period,
            Octets.of(tbs));
    return new PreparedCredential(issuer, WorkloadForm.lint(workload.kind()), entry);
  }

  private CertificateBody body(Authority issuer, PublishedUrls urls, int shard) {
    CertificateBody body = new CertificateBody(issuer, urls);
    return switch (form.revocation()) {
      case PUBLISHED -> body.crlShard(shard);
      case NONE -> body.withoutRevocation();
    };
  }

  /** The CRL of the certificate; without a CRL distribution point the complete one lists it. */
  private int shardOf(Draft draft) {
    return switch (form.revocation()) {
      case PUBLISHED -> form.crlShard().orElseGet(() -> draft.urls().crlShardOf(draft.serial()));
      case NONE -> 0;
    };
  }

  private static AgentInformation information(VerifiedApplicant applicant) {
    AttestationResult attestation = applicant.attestation();
    return new AgentInformation(
        applicant.owner(),
        applicant.capabilities(),
        applicant.locator(),
        applicant.validationMethods(),
        applicant.user().principalFor(applicant.owner()),
        new AttestationSummary(
            attestation.verifier(),
            attestation.status().text(),
            attestation.policy(),
            attestation.appraisedAt()));
  }

  /** What this authority has verified itself, and never what the applicant says. */
  private static Optional<AttesterTrustworthiness> trustworthiness(VerifiedApplicant applicant) {
    return AttesterTrustworthiness.of(
        applicant.subjects().stream().flatMap(subject -> subject.root().stream()).toList(),
        TrustVector.of(applicant.attestation().vector()));
  }

  private Grounds grounds(VerifiedApplicant applicant) {
    AttestedSubject subject = subjectOf(applicant);
    Principal principal = applicant.user().principalFor(applicant.owner());
    return new Grounds(
        Optional.of(applicant.owner()),
        Optional.of(principal),
        Optional.of(applicant.user().subject()),
        Optional.of(new Grounds.Device(subject.issuer(), subject.subject())),
        Optional.of(applicant.evidenceDigest()),
        applicant.ownerKey().map(OwnerKey::sha256),
        applicant.attestation().summary());
  }

  /** The content of a certificate that does not come from the applicant. */
  public record Draft(
      Authority issuer,
      PublishedUrls urls,
      SerialNumber serial,
      Optional<SerialNumber> predecessor,
      Instant now) {}
}
