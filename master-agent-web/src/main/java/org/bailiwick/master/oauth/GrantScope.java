package org.bailiwick.master.oauth;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;

/** Reads the scope of a grant. */
final class GrantScope {

  private GrantScope() {}

  /**
   * The capabilities in the scope of a grant. Other words, which a partner's server may add
   * (openid, profile), are ignored.
   */
  static CapabilitySet granted(String scope) {
    return CapabilitySet.parse(
        Arrays.stream(scope.split(" ", -1))
            .filter(GrantScope::isCapability)
            .collect(Collectors.toSet()));
  }

  private static boolean isCapability(String word) {
    try {
      return Capability.parse(word).text().equals(word);
    } catch (ProblemException e) {
      return false;
    }
  }
}
