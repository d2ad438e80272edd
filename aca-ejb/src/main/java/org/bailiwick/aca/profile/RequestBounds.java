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
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The bounds that a profile sets on the requested credential.
 *
 * @param ceiling the capabilities that may be requested
 * @param ownerKey whether credentials may or must hold the owner's key
 */
record RequestBounds(
    CapabilitySet ceiling,
    Set<KeyAlgorithm> keyAlgorithms,
    Set<ValidationMethod> validationMethods,
    OwnerKeyRule ownerKey) {

  static RequestBounds of(Claims profile) {
    return new RequestBounds(
        CapabilitySet.parse(profile.texts("capabilities")),
        profile.texts("key_algorithms").stream()
            .map(RequestBounds::keyAlgorithm)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(KeyAlgorithm.class))),
        profile.texts("validation_methods").stream()
            .map(ValidationMethod::parse)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(ValidationMethod.class))),
        OwnerKeyRule.parse(profile.find("owner_key")));
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

  void requireMethods(Set<ValidationMethod> wanted) {
    if (!validationMethods.containsAll(wanted)) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "profile-validation-method",
          "The profile does not grant one of the validation methods.");
    }
  }
}
