package org.bailiwick.aca.profile;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.evidence.owner.OwnerKey;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Whether credentials of a profile hold the owner's key in addition to the agent's. */
public enum OwnerKeyRule {
  NONE,
  ALLOWED,
  REQUIRED;

  /** None if the member is absent. */
  static OwnerKeyRule parse(Optional<String> member) {
    return member.map(text -> valueOf(text.toUpperCase(Locale.ROOT))).orElse(NONE);
  }

  /** Refuses an owner's key that the profile does not allow, and the lack of a required one. */
  void require(Optional<OwnerKey> key, Set<KeyAlgorithm> algorithms) {
    if (key.isPresent() && this == NONE) {
      throw denied("profile-owner-key", "The profile makes no credentials with an owner's key.");
    }
    if (key.isEmpty() && this == REQUIRED) {
      throw denied(
          "profile-owner-key-required",
          "The profile makes no credentials without the consent of owner and agent.");
    }
    if (key.map(OwnerKey::algorithm).filter(kind -> !algorithms.contains(kind)).isPresent()) {
      throw denied(
          "profile-owner-key-algorithm", "The profile takes no owner's keys of this kind.");
    }
  }

  private static ProblemException denied(String check, String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, detail);
  }
}
