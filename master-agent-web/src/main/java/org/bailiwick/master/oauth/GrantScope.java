package org.bailiwick.master.oauth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;

/** Computes a client's scope: the intersection of request, grant, and the partner's limits. */
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

  /** The part of a scope that each of the limits covers. */
  static CapabilitySet within(CapabilitySet scope, List<CapabilitySet> limits) {
    CapabilitySet permitted = scope;
    for (CapabilitySet limit : limits) {
      permitted = intersection(permitted, limit);
    }
    return permitted;
  }

  /** The capabilities of each set that the other set covers. */
  static CapabilitySet intersection(CapabilitySet one, CapabilitySet other) {
    List<Capability> both = new ArrayList<>();
    one.stream().filter(other::covers).forEach(both::add);
    other.stream().filter(one::covers).filter(each -> !both.contains(each)).forEach(both::add);
    return CapabilitySet.of(both);
  }

  private static boolean isCapability(String word) {
    try {
      return Capability.parse(word).text().equals(word);
    } catch (ProblemException e) {
      return false;
    }
  }
}
