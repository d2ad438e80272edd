package org.bailiwick.policy;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.Effect;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The policies of one action and the part of the schema for it, parsed, validated and cached in
 * Cedar's native library; without {@code cache()} each decision would parse both again.
 *
 * @param terms what the annotations of each policy say, by the policy's id
 */
record CedarPolicyFile(PolicySet set, Schema schema, Map<String, Terms> terms) {
  private static final String NAME = "[a-z][a-z0-9-]{1,62}";

  /** The class of a sign-in (acr), in the characters that a challenge can quote (RFC 9470). */
  private static final String ACR = "[!#-\\[\\]-~]{1,200}";

  private static final String STEP_UP = "step_up";
  private static final String STEP_UP_ACR = STEP_UP + "_acr";
  private static final String STEP_UP_MAX_AGE = STEP_UP + "_max_age";
  private static final Map<String, Pattern> STEP_UP_FORMS =
      Map.of(
          STEP_UP_ACR, Pattern.compile(ACR + "( " + ACR + "){0,9}"),
          STEP_UP_MAX_AGE, Pattern.compile("[1-9][0-9]{0,8}"));

  private static final BasicAuthorizationEngine ENGINE = new BasicAuthorizationEngine();

  /** What a policy says when it decides; only a permit has obligations, only a forbid a step-up. */
  record Terms(
      boolean permits, String reason, List<String> obligations, Optional<Decision.StepUp> stepUp) {}

  /** Throws {@link PolicyRefusedException} if the text is no policies that fit the schema. */
  static CedarPolicyFile load(String action, String text, CedarSchema schema) {
    try {
      PolicySet parsed = PolicySet.parsePolicies(text);
      Set<Policy> named = new LinkedHashSet<>();
      Map<String, Terms> terms = new HashMap<>();
      for (Policy policy : parsed.policies) {
        String id = required(action, policy, "id");
        if (terms.put(id, terms(action, policy)) != null) {
          throw new PolicyRefusedException(action + ".cedar has two policies with the id " + id);
        }
        named.add(new Policy(policy.getSource(), id));
      }
      if (!parsed.templates.isEmpty()) {
        throw new PolicyRefusedException(action + ".cedar holds a template");
      }
      PolicySet set = new PolicySet(named);
      validate(action, set, schema);
      set.cache();
      return new CedarPolicyFile(set, schema.of(action), Map.copyOf(terms));
    } catch (AuthException | CacheException e) {
      throw new PolicyRefusedException(action + ".cedar cannot be parsed", e);
    }
  }

  private static Terms terms(String action, Policy policy) throws AuthException {
    String reason = required(action, policy, "reason");
    return new Terms(
        policy.effect() == Effect.PERMIT,
        reason,
        obligations(action, policy),
        stepUp(action, policy));
  }

  private static List<String> obligations(String action, Policy policy) throws AuthException {
    String obligation = policy.getAnnotations().get("obligation");
    if (obligation == null) {
      return List.of();
    }
    if (policy.effect() != Effect.PERMIT || !obligation.matches(NAME + "( " + NAME + ")*")) {
      throw new PolicyRefusedException(
          action
              + ".cedar holds an @obligation that is not of a permit,"
              + " or is not kebab-case names separated by one blank");
    }
    return List.of(obligation.split(" ", -1));
  }

  /** A misspelt annotation is refused, since its policy would deny without saying what helps. */
  private static Optional<Decision.StepUp> stepUp(String action, Policy policy)
      throws AuthException {
    Map<String, String> annotations = new HashMap<>(policy.getAnnotations());
    annotations.keySet().removeIf(name -> !name.startsWith(STEP_UP));
    if (annotations.isEmpty()) {
      return Optional.empty();
    }
    if (policy.effect() != Effect.FORBID
        || !annotations.entrySet().stream().allMatch(CedarPolicyFile::isStepUp)) {
      throw new PolicyRefusedException(
          action
              + ".cedar holds a step-up annotation that is not of a forbid,"
              + " is neither @step_up_acr nor @step_up_max_age, or has no such value");
    }
    String acr = annotations.get(STEP_UP_ACR);
    return Optional.of(
        new Decision.StepUp(
            acr == null ? List.of() : List.of(acr.split(" ", -1)),
            Optional.ofNullable(annotations.get(STEP_UP_MAX_AGE)).map(Long::valueOf)));
  }

  private static boolean isStepUp(Map.Entry<String, String> annotation) {
    Pattern form = STEP_UP_FORMS.get(annotation.getKey());
    return form != null && form.matcher(annotation.getValue()).matches();
  }

  private static String required(String action, Policy policy, String name) throws AuthException {
    String value = policy.getAnnotations().get(name);
    if (value == null || !value.matches(NAME)) {
      throw new PolicyRefusedException(
          action + ".cedar holds a policy without a kebab-case @" + name);
    }
    return value;
  }

  private static void validate(String action, PolicySet set, CedarSchema schema)
      throws AuthException {
    ValidationResponse response = ENGINE.validate(new ValidationRequest(schema.whole(), set));
    if (!response.validationPassed()) {
      throw new PolicyRefusedException(action + ".cedar does not fit the schema: " + response);
    }
  }
}
