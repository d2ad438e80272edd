package org.bailiwick.policy.cedar;

import com.cedarpolicy.model.policy.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Many policies in blocks for calls of Cedar's library. One call for 10,000 policies would make
 * texts of many megabytes, whose collection stops those who ask meanwhile.
 */
public final class PolicyBlocks {
  private static final int MOST = 500;

  private PolicyBlocks() {}

  /** The same policies, in sets of 500 at most; one empty set if there are none. */
  public static List<Set<Policy>> of(Collection<Policy> policies) {
    List<Set<Policy>> blocks = new ArrayList<>();
    blocks.add(new LinkedHashSet<>());
    for (Policy policy : policies) {
      if (blocks.getLast().size() == MOST) {
        blocks.add(new LinkedHashSet<>());
      }
      blocks.getLast().add(policy);
    }
    return blocks;
  }
}
