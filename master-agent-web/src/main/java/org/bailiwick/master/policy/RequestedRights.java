package org.bailiwick.master.policy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * The scopes of which a new access token has the intersection.
 *
 * @param agent the agent's own: the operator's file of an own agent, the description of a partner
 * @param granted what the principal's authorization server has granted; empty without a grant
 * @param requested what the request asks for; empty if it asks for all
 * @param scope the intersection
 */
public record RequestedRights(
    CapabilitySet agent,
    Optional<CapabilitySet> granted,
    Optional<CapabilitySet> requested,
    CapabilitySet scope) {

  /** Adds the members of the decision's context. */
  void addTo(Map<String, Object> context) {
    context.put("scope", texts(scope));
    context.put("agent_scope", texts(agent));
    granted.ifPresent(scopes -> context.put("granted_scope", texts(scopes)));
    requested.ifPresent(scopes -> context.put("requested_scope", texts(scopes)));
  }

  private static Set<String> texts(CapabilitySet scopes) {
    return Set.copyOf(scopes.texts());
  }
}
