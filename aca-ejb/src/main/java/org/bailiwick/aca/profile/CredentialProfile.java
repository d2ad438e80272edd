package org.bailiwick.aca.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.evidence.owner.OwnerKey;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.aca.pipeline.CertificateBody;
import org.bailiwick.aca.pipeline.PreparedCredential;
import org.bailiwick.aca.pipeline.Validity;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.credential.OwnerBinding;
import org.bailiwick.contract.credential.OwnerKeyExtension;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The certificate profile of one kind of credentials, from an operator's file: bounds on the
 * request, and the form of the certificate. Pure: the same applicant, serial and time give the same
 * octets.
 *
 * @param ceiling every requested capability must be covered by one of these
 * @param requiredStatus the attestation status on which this profile issues, beside affirming; none
 *     if the anchors alone will do
 * @param anchors which initial trust an applicant must bring
 * @param crlShard the one CRL that lists these credentials, 0 being the complete one; spread over
 *     all partial CRLs if absent
 * @param revocation whether they say where their status is found
 * @param approvers how many officers have to agree before one is issued
 * @param renewal when in their life these credentials are to be renewed
 * @param wits whether there may be Workload Identity Tokens beside them
 * @param ownerKey whether they may or must hold the owner's key
 */
public record CredentialProfile(
    String name,
    Duration validity,
    CapabilitySet ceiling,
    Set<KeyAlgorithm> keyAlgorithms,
    Set<ValidationMethod> validationMethods,
    AttestationResult.Status requiredStatus,
    AnchorRule anchors,
    Optional<Integer> crlShard,
    RevocationInformation revocation,
    int approvers,
    RenewalWindow renewal,
    WitRule wits,
    OwnerKeyRule ownerKey) {

  /** Four eyes; more would be a committee. */
  private static final int MOST_APPROVERS = 2;

  public CredentialProfile {
    if (validity.isNegative() || validity.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException("a profile's validity is a minute at least");
    }
    if (requiredStatus == AttestationResult.Status.CONTRAINDICATED) {
      throw new IllegalArgumentException(
          "a profile requires the status affirming, warning or none");
    }
    revocation.requireFitting(validity, crlShard);
    if (approvers > MOST_APPROVERS) {
      throw new IllegalArgumentException("a profile asks for no, one or two approvers");
    }
  }

  /** Reads a profile's file; IllegalArgumentException or MALFORMED_REQUEST for a fault. */
  public static CredentialProfile parse(String file) {
    Claims json = Claims.parse("profile", file);
    return new CredentialProfile(
        json.text("name"),
        Duration.parse(json.text("validity")),
        CapabilitySet.parse(json.texts("capabilities")),
        json.texts("key_algorithms").stream()
            .map(CredentialProfile::keyAlgorithm)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(KeyAlgorithm.class))),
        json.texts("validation_methods").stream()
            .map(ValidationMethod::parse)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(ValidationMethod.class))),
        json.find("required_status")
            .map(text -> AttestationResult.Status.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(AttestationResult.Status.AFFIRMING),
        AnchorRule.of(json),
        json.count("crl_shard"),
        RevocationInformation.parse(json.find("revocation")),
        json.count("approvers").orElse(0),
        new RenewalWindow(
            json.count("renew_from_percent").orElse(RenewalWindow.DEFAULT.fromPercent()),
            json.count("renew_to_percent").orElse(RenewalWindow.DEFAULT.toPercent())),
        WitRule.of(json),
        OwnerKeyRule.parse(json.find("owner_key")));
  }

  /** Accepts "EC_P256", "ec-p256" and the like: case and separator are the operator's. */
  private static KeyAlgorithm keyAlgorithm(String text) {
    return KeyAlgorithm.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Whether all that is wanted is within the ceiling. */
  public boolean covers(CapabilitySet wanted) {
    return ceiling.covers(wanted);
  }

  /** Whether this attestation status meets the profile's requirement. */
  public boolean accepts(AttestationResult.Status status) {
    return status.meets(requiredStatus);
  }

  boolean asksFor(String anchorType) {
    return anchors.names(anchorType);
  }

  /** The anchor that the ledger names: the first of the profile's list that is fulfilled. */
  public TrustedAnchor anchorOf(VerifiedApplicant applicant) {
    return anchors.fulfilledBy(applicant.anchors());
  }

  /** Refuses an anchor, appraisal, key or validation method that this profile does not issue on. */
  public void requireSuitable(VerifiedApplicant applicant) {
    anchors.fulfilledBy(applicant.anchors());
    AttestationResult attestation = applicant.attestation();
    if (!accepts(attestation.status())) {
      String finding = attestation.findings().stream().findFirst().orElse("attestation-status");
      throw new ProblemException(
          ProblemType.ATTESTATION_NOT_AFFIRMING,
          finding,
          "The attestation is " + attestation.status().token() + ": " + finding + ".");
    }
    if (!keyAlgorithms.contains(applicant.keyAlgorithm())) {
      throw new ProblemException(
          ProblemType.INVALID_CSR,
          "profile-key-algorithm",
          "The profile does not certify keys of this kind.");
    }
    ownerKey.require(applicant.ownerKey(), keyAlgorithms);
    requireMethods(applicant.validationMethods());
  }

  /** Refuses a validation method that this profile does not grant. */
  void requireMethods(Set<ValidationMethod> wanted) {
    if (!validationMethods.containsAll(wanted)) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "profile-validation-method",
          "The profile does not grant one of the validation methods.");
    }
  }

  /** Step 2: the certificate that the applicant would get. */
  public PreparedCredential prepare(VerifiedApplicant applicant, Draft draft) {
    Authority issuer = draft.issuer();
    Validity period = Validity.from(draft.now(), validity, issuer.certificate());
    int shard = shardOf(draft);
    CertificateBody body = body(issuer, draft.urls(), shard);
    applicant
        .ownerKey()
        .map(owner -> new OwnerBinding(applicant.owner(), owner.key()))
        .ifPresent(owner -> body.raw(OwnerKeyExtension.OID, OwnerKeyExtension.encode(owner)));
    byte[] tbs =
        body.names(List.of(CertificateBody.uri(applicant.agent().toString())))
            .policy(AgentInformationExtension.POLICY_AGENT)
            .raw(
                AgentInformationExtension.OID,
                AgentInformationExtension.encode(information(applicant)))
            .encode(draft.serial(), period, applicant.agent().name(), applicant.key());
    IssuanceEntry entry =
        new IssuanceEntry(
            new CredentialRef(issuer.id(), draft.serial()),
            name,
            applicant.agent().toString(),
            grounds(applicant),
            Claims.sha256(applicant.key().getEncoded()),
            draft.predecessor(),
            shard,
            period.notBefore(),
            period.notAfter(),
            Octets.of(tbs));
    return new PreparedCredential(issuer, CertificateProfile.AGENT, entry);
  }

  private CertificateBody body(Authority issuer, PublishedUrls urls, int shard) {
    CertificateBody body = new CertificateBody(issuer, urls);
    return switch (revocation) {
      case PUBLISHED -> body.crlShard(shard);
      case NONE -> body.withoutRevocation();
    };
  }

  /**
   * A certificate without a CRL distribution point is listed on the complete CRL, which nodes read.
   */
  private int shardOf(Draft draft) {
    return switch (revocation) {
      case PUBLISHED -> crlShard.orElseGet(() -> draft.urls().crlShardOf(draft.serial()));
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
            attestation.status().token(),
            attestation.policy(),
            attestation.appraisedAt()));
  }

  private Grounds grounds(VerifiedApplicant applicant) {
    TrustedAnchor anchor = anchorOf(applicant);
    Principal principal = applicant.user().principalFor(applicant.owner());
    return new Grounds(
        Optional.of(applicant.owner()),
        Optional.of(principal),
        Optional.of(applicant.user().subject()),
        Optional.of(new Grounds.Device(anchor.issuer(), anchor.subject())),
        Optional.of(applicant.evidenceDigest()),
        applicant.ownerKey().map(OwnerKey::sha256),
        applicant.attestation().summary());
  }

  /** The data of a certificate that do not come from the applicant. */
  public record Draft(
      Authority issuer,
      PublishedUrls urls,
      SerialNumber serial,
      Optional<SerialNumber> predecessor,
      Instant now) {}
}
