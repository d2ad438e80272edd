package org.bailiwick.master.oauth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The scope of a client: the intersection of its request, its grant, and the bounds of its domain.
 */
final class GrantScope {

  private GrantScope() {}

  /**
   * The scope of a grant, as far as it is in our vocabulary: a partner's server may put words of
   * its own beside (openid, profile), which mean nothing here.
   */
  static CapabilitySet granted(String scope) {
    Set<String> texts = new TreeSet<>();
    for (String word : Arrays.asList(scope.split(" ", -1))) {
      if (isCapability(word)) {
        texts.add(word);
      }
    }
    return CapabilitySet.parse(texts);
  }

  /** The intersection: of two capabilities of which one covers the other, the narrower. */
  static CapabilitySet meet(CapabilitySet one, CapabilitySet other) {
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
