package org.bailiwick.node.trust.limits;

import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * The largest scope for each of some names. Without a list every name is allowed, with no bound of
 * its own; with one only the names that it has.
 */
public record NamedScopes(Optional<Map<String, CapabilitySet>> list) {

  /** No list. */
  public static final NamedScopes UNLISTED = new NamedScopes(Optional.empty());

  public NamedScopes {
    list = list.map(Map::copyOf);
  }

  /** Whether the name may have anything. */
  public boolean allows(String name) {
    return list.isEmpty() || list.get().containsKey(name);
  }

  /** The largest scope of the name; empty if there is no bound of its own. */
  public Optional<CapabilitySet> bound(String name) {
    return list.map(scopes -> scopes.getOrDefault(name, CapabilitySet.of()));
  }
}
