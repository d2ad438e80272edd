package org.bailiwick.ars.search.index;

import java.util.Map;
import org.bailiwick.contract.capability.CapabilitySet;

/** Finds what agents say of themselves. */
@FunctionalInterface
public interface UnsignedTexts {

  /**
   * The texts of these agents, by identifier; those that say nothing are absent. What an agent says
   * of a capability that its credential does not have is left out.
   */
  Map<String, UnsignedText> of(Map<String, CapabilitySet> signed);
}
