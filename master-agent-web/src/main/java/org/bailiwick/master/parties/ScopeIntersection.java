package org.bailiwick.master.parties;

import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;

/** What is left of a scope within limits, none of which widens another. */
public final class ScopeIntersection {

  private ScopeIntersection() {}

  /** The part of a scope that each of the limits covers. */
  public static CapabilitySet of(CapabilitySet scope, List<CapabilitySet> limits) {
    CapabilitySet permitted = scope;
    for (CapabilitySet limit : limits) {
      permitted = intersection(permitted, limit);
    }
    return permitted;
  }

  /** The capabilities of each set that the other set covers. */
  private static CapabilitySet intersection(CapabilitySet one, CapabilitySet other) {
    List<Capability> both = new ArrayList<>();
    one.stream().filter(other::covers).forEach(both::add);
    other.stream().filter(one::covers).filter(each -> !both.contains(each)).forEach(both::add);
    return CapabilitySet.of(both);
  }
}
