package org.bailiwick.policy;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.EntityUID;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One loaded policy folder. It holds for each action a Cedar policy set and the part of the schema
 * for this action. Both are parsed and validated once and cached in Cedar's native library; without
 * {@code cache()} each decision would parse both again.
 */
final class CedarPolicies {
  private static final Logger LOG = System.getLogger(CedarPolicies.class.getName());

  private final PolicyFolder.Version version;
  private final CedarVocabulary vocabulary;
  private final Map<String, ActionPolicies> actions = new HashMap<>();
  private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();

  private record ActionPolicies(PolicySet set, Schema schema, Map<String, String> reasonById) {}

  CedarPolicies(PolicyFolder folder) {
    this.version = folder.version();
    this.vocabulary = new CedarVocabulary(folder.schema());
    folder.policies().forEach((action, text) -> actions.put(action, load(action, text)));
  }

  PolicyFolder.Version version() {
    return version;
  }

  Decision decide(AccessRequest request) {
    ActionPolicies policies = actions.get(request.action());
    if (policies == null) {
      return deny(DecisionPort.UNKNOWN_ACTION);
    }
    try {
      EntityUID subject = uid(request.subject());
      EntityUID resource = uid(request.resource());
      AuthorizationRequest question =
          new AuthorizationRequest(
              subject,
              uid(CedarVocabulary.ACTION, request.action()),
              resource,
              Optional.of(CedarValues.members(request.context())),
              Optional.of(policies.schema()),
              true);
      return answer(
          policies,
          engine.isAuthorized(
              question,
              policies.set(),
              CedarValues.entities(
                  Map.entry(subject, request.subject()), Map.entry(resource, request.resource()))));
    } catch (CedarValues.UnfitValueException e) {
      LOG.log(Level.WARNING, "request for {0} denied: {1}", request.action(), e.getMessage());
      return deny(DecisionPort.REQUEST_NOT_IN_SCHEMA);
    } catch (AuthException e) {
      LOG.log(Level.WARNING, "the evaluator failed on " + request.action(), e);
      return deny(DecisionPort.EVALUATOR_ERROR);
    }
  }

  private EntityUID uid(Entity entity) throws CedarValues.UnfitValueException {
    if (entity == null || entity.type() == null || entity.id() == null || entity.id().isEmpty()) {
      throw new CedarValues.UnfitValueException("an entity lacks its type or identifier");
    }
    return uid(entity.type(), entity.id());
  }

  private EntityUID uid(String type, String id) throws CedarValues.UnfitValueException {
    return vocabulary
        .type(type)
        .orElseThrow(() -> new CedarValues.UnfitValueException("not an entity type of the schema"))
        .of(id);
  }

  private Decision answer(ActionPolicies policies, AuthorizationResponse response) {
    if (response.success.isEmpty()) {
      LOG.log(Level.WARNING, "request outside the schema: {0}", response);
      return deny(DecisionPort.REQUEST_NOT_IN_SCHEMA);
    }
    AuthorizationSuccessResponse success = response.success.get();
    if (!success.getErrors().isEmpty()) {
      // Cedar skips a policy that fails. A skipped forbid could permit the action, so any failure
      // denies.
      LOG.log(Level.WARNING, "a policy could not be evaluated: {0}", success.getErrors());
      return deny(DecisionPort.EVALUATOR_ERROR);
    }
    List<String> reasons =
        success.getReason().stream().map(policies.reasonById()::get).distinct().sorted().toList();
    if (success.isAllowed()) {
      return new Decision.Permit(reasons, version.toString());
    }
    return reasons.isEmpty()
        ? deny(DecisionPort.NO_POLICY_PERMITS)
        : new Decision.Deny(reasons, version.toString());
  }

  private Decision deny(String reason) {
    return new Decision.Deny(List.of(reason), version.toString());
  }

  private ActionPolicies load(String action, String text) {
    try {
      PolicySet parsed = PolicySet.parsePolicies(text);
      Set<Policy> named = new LinkedHashSet<>();
      Map<String, String> reasonById = new HashMap<>();
      for (Policy policy : parsed.policies) {
        String id = annotation(action, policy, "id");
        if (reasonById.put(id, annotation(action, policy, "reason")) != null) {
          throw new PolicyRefusedException(action + ".cedar has two policies with the id " + id);
        }
        named.add(new Policy(policy.getSource(), id));
      }
      if (!parsed.templates.isEmpty()) {
        throw new PolicyRefusedException(action + ".cedar holds a template");
      }
      PolicySet set = new PolicySet(named);
      validate(action, set);
      set.cache();
      return new ActionPolicies(set, vocabulary.of(action), Map.copyOf(reasonById));
    } catch (AuthException | CacheException e) {
      throw new PolicyRefusedException(action + ".cedar cannot be parsed", e);
    }
  }

  private static String annotation(String action, Policy policy, String name) throws AuthException {
    String value = policy.getAnnotations().get(name);
    if (value == null || !value.matches("[a-z][a-z0-9-]{1,62}")) {
      throw new PolicyRefusedException(
          action + ".cedar holds a policy without a kebab-case @" + name);
    }
    return value;
  }

  private void validate(String action, PolicySet set) throws AuthException {
    ValidationResponse response = engine.validate(new ValidationRequest(vocabulary.whole(), set));
    if (!response.validationPassed()) {
      throw new PolicyRefusedException(action + ".cedar does not fit the schema: " + response);
    }
  }
}
