package org.bailiwick.policy.cedar;

import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One policy of a file.
 *
 * @param scope its demands of action, principal and resource
 * @param looksAtResource whether it looks at anything of the resource but its type
 */
public record PolicyText(
    String source,
    boolean permits,
    Map<String, String> annotations,
    Scope scope,
    boolean looksAtResource) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The name of the resource in the conditions of a policy, in Cedar's JSON policy format. */
  private static final String VARIABLE = "Var";

  private static final String RESOURCE = "resource";

  /**
   * The scope of a policy.
   *
   * @param actions the actions and groups of actions that it names; empty if it names none
   */
  record Scope(Set<String> actions, String principal, String resource) {
    private static Scope of(JsonNode policy) {
      return new Scope(
          Collections.unmodifiableSet(ScopeKey.actions(policy.path("action"))),
          ScopeKey.of(policy.path("principal")),
          ScopeKey.of(policy.path("resource")));
    }
  }

  /** The policies of a file; many are parsed by one call, since each call has its cost. */
  public static List<PolicyText> parse(String text) throws UnreadablePolicyException {
    NestingBounds.require(text);
    try {
      PolicySet parsed = PolicySet.parsePolicies(text);
      if (!parsed.templates.isEmpty()) {
        throw new UnreadablePolicyException("holds a template");
      }
      List<PolicyText> policies = new ArrayList<>();
      for (Set<Policy> some : PolicyBlocks.of(parsed.policies)) {
        JsonNode json = JSON.readTree(new PolicySet(some).toJson()).path("staticPolicies");
        for (Policy policy : some) {
          policies.add(of(policy.getSource(), json.path(policy.getID())));
        }
      }
      return policies;
    } catch (AuthException | JsonProcessingException | IllegalArgumentException e) {
      throw new UnreadablePolicyException("cannot be parsed", e);
    }
  }

  private static PolicyText of(String source, JsonNode json) {
    Map<String, String> annotations = new HashMap<>();
    json.path("annotations")
        .properties()
        .forEach(each -> annotations.put(each.getKey(), each.getValue().asText()));
    Scope scope = Scope.of(json);
    return new PolicyText(
        source,
        json.path("effect").asText().equals("permit"),
        annotations,
        scope,
        !ScopeKey.isAnyOfType(scope.resource()) || names(json.path("conditions")));
  }

  /** Whether an expression has the resource somewhere. */
  private static boolean names(JsonNode expression) {
    if (expression.path(VARIABLE).asText().equals(RESOURCE)) {
      return true;
    }
    for (JsonNode part : expression) {
      if (names(part)) {
        return true;
      }
    }
    return false;
  }
}
