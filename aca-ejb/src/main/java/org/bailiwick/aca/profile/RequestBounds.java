package org.bailiwick.aca.profile;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The bounds that a profile sets on the requested credential.
 *
 * @param kind the only kind of workload that gets these credentials
 * @param ceiling the capabilities that may be requested
 * @param ownerKey whether credentials may or must hold the owner's key
 */
record RequestBounds(
    WorkloadKind kind,
    CapabilitySet ceiling,
    Set<KeyAlgorithm> keyAlgorithms,
    Set<ValidationMethod> validationMethods,
    OwnerKeyRule ownerKey) {

  private static final String CAPABILITIES = "capabilities";
  private static final Set<ValidationMethod> OF_SERVICES = Set.of(ValidationMethod.MTLS);

  RequestBounds {
    if (kind != WorkloadKind.AGENT
        && !(validationMethods.equals(OF_SERVICES) && ownerKey == OwnerKeyRule.NONE)) {
      throw new IllegalArgumentException(
          "a profile of services or devices must have the validation method mtls alone and no owner"
              + " key");
    }
  }

  static RequestBounds of(Claims profile) {
    WorkloadKind kind = profile.find("kind").map(WorkloadKind::parse).orElse(WorkloadKind.AGENT);
    return new RequestBounds(
        kind,
        ceiling(kind, profile),
        profile.texts("key_algorithms").stream()
            .map(RequestBounds::keyAlgorithm)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(KeyAlgorithm.class))),
        profile.texts("validation_methods").stream()
            .map(ValidationMethod::parse)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(ValidationMethod.class))),
        OwnerKeyRule.parse(profile.find("owner_key")));
  }

  /** A profile of services or devices grants no capability unless it lists some. */
  private static CapabilitySet ceiling(WorkloadKind kind, Claims profile) {
    boolean listed = kind == WorkloadKind.AGENT || profile.names().contains(CAPABILITIES);
    return listed ? CapabilitySet.parse(profile.texts(CAPABILITIES)) : CapabilitySet.of();
  }

  /** Reads a name such as "ec-p256" or "EC_P256". */
  private static KeyAlgorithm keyAlgorithm(String text) {
    return KeyAlgorithm.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Refuses a key, an owner's key or a validation method that the profile does not grant. */
  void require(VerifiedApplicant applicant) {
    if (!keyAlgorithms.contains(applicant.keyAlgorithm())) {
      throw new ProblemException(
          ProblemType.INVALID_CSR,
          "profile-key-algorithm",
          "The profile does not certify keys of this algorithm.");
    }
    ownerKey.require(applicant.ownerKey(), keyAlgorithms);
    requireMethods(applicant.validationMethods());
  }

  /** Refuses a workload of another kind than the profile's. */
  void requireKind(WorkloadId wanted) {
    if (wanted.kind() != kind) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "profile-kind",
          "The profile is for the kind %s, and the request for the kind %s."
              .formatted(kind.text(), wanted.kind().text()));
    }
  }

  void requireMethods(Set<ValidationMethod> wanted) {
    if (!validationMethods.containsAll(wanted)) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "profile-validation-method",
          "The profile does not grant one of the validation methods.");
    }
  }
}
