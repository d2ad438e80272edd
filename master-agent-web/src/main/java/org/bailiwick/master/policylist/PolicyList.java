package org.bailiwick.master.policylist;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;
import org.bailiwick.policy.CedarDecisionPoint.InForce;
import org.bailiwick.policy.Decision;

/** The list of the policies in force, in the order of actions and ids. */
final class PolicyList implements ListSource {
  private static final String ACTION = "action";
  private static final String EFFECT = "effect";
  private static final String PERMIT = "permit";
  private static final String FORBID = "forbid";

  private final Supplier<List<InForce>> policies;

  PolicyList(Supplier<List<InForce>> policies) {
    this.policies = policies;
  }

  @Override
  public String name() {
    return "policies";
  }

  @Override
  public Map<String, Set<String>> filters() {
    return Map.of(ACTION, Set.of(), EFFECT, Set.of(PERMIT, FORBID));
  }

  @Override
  public boolean hasTimes() {
    return false;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    TreeMap<String, Map<String, Object>> all = new TreeMap<>();
    policies.get().forEach(policy -> all.put(policy.action() + "/" + policy.id(), members(policy)));
    return all.tailMap(after.orElse(""), false).entrySet().stream()
        .filter(entry -> isSelected(query, entry.getValue()))
        .limit(most)
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static boolean isSelected(ListQuery query, Map<String, Object> members) {
    return List.of(ACTION, EFFECT).stream()
        .allMatch(name -> query.filter(name).map(members.get(name)::equals).orElse(true));
  }

  private static Map<String, Object> members(InForce policy) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(ACTION, policy.action());
    members.put("id", policy.id());
    members.put(EFFECT, policy.permits() ? PERMIT : FORBID);
    members.put("reason", policy.reason());
    if (!policy.obligations().isEmpty()) {
      members.put("obligations", policy.obligations());
    }
    policy.stepUp().ifPresent(stepUp -> members.put("step_up", stepUp(stepUp)));
    members.put("policy_version", policy.policyVersion());
    return members;
  }

  private static Map<String, Object> stepUp(Decision.StepUp stepUp) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (!stepUp.acrValues().isEmpty()) {
      members.put("acr_values", stepUp.acrValues());
    }
    stepUp.maxAge().ifPresent(seconds -> members.put("max_age", seconds));
    return members;
  }
}
