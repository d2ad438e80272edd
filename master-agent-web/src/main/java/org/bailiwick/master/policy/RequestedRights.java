package org.bailiwick.master.policy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.ownerrights.StartRights;

/**
 * The scopes of which a new access token has the intersection.
 *
 * @param held the operator's files of an own agent, its owner and its principal; of a partner's
 *     agent the description of the partner
 * @param granted what the principal's authorization server has granted; empty without a grant
 * @param requested what the request asks for; empty if it asks for all
 * @param scope the intersection
 */
public record RequestedRights(
    StartRights held,
    Optional<CapabilitySet> granted,
    Optional<CapabilitySet> requested,
    CapabilitySet scope) {

  /** Of an agent whose owner is not asked about. */
  public RequestedRights(
      CapabilitySet agent,
      Optional<CapabilitySet> granted,
      Optional<CapabilitySet> requested,
      CapabilitySet scope) {
    this(StartRights.of(agent), granted, requested, scope);
  }

  /** The sets by the names that the decision's context has for them, for the row of a refusal. */
  public Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    sets().forEach((name, set) -> texts.put(name, set.scope()));
    return texts;
  }

  /** Adds the members of the decision's context. */
  void addTo(Map<String, Object> context) {
    context.put("scope", texts(scope));
    sets().forEach((name, set) -> context.put(name, texts(set)));
  }

  /** Adds the members that tell what the caller may held at all. */
  static void add(StartRights held, Map<String, Object> context) {
    sets(held).forEach((name, set) -> context.put(name, texts(set)));
  }

  private Map<String, CapabilitySet> sets() {
    Map<String, CapabilitySet> sets = sets(held);
    granted.ifPresent(set -> sets.put("granted_scope", set));
    requested.ifPresent(set -> sets.put("requested_scope", set));
    return sets;
  }

  private static Map<String, CapabilitySet> sets(StartRights held) {
    Map<String, CapabilitySet> sets = new TreeMap<>();
    sets.put("agent_scope", held.agent());
    held.owner().ifPresent(set -> sets.put("owner_scope", set));
    held.principal().ifPresent(set -> sets.put("principal_scope", set));
    return sets;
  }

  private static Set<String> texts(CapabilitySet scopes) {
    return scopes.texts(); // sorted, as the audit log is read by people
  }
}
