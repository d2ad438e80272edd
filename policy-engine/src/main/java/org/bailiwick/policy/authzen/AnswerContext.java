package org.bailiwick.policy.authzen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.policy.Decision;

/**
 * What an asker is told beside the decision: reason codes, the version of the policies, obligations
 * (AuthZEN profile for obligations), and what would make a denied request pass. The policies' ids
 * are for the log alone.
 */
final class AnswerContext {

  /** The reason of a denial whose permit has an obligation that the asker does not support. */
  static final String OBLIGATION_NOT_SUPPORTED = "obligation-not-supported";

  private static final String SUPPORTED = "supported_obligations";
  private static final String OBLIGATIONS = "obligations";
  private static final String REMEDY = "remedy";

  private AnswerContext() {}

  static EvaluationAnswer answer(Decision decision, Map<String, Object> asked) {
    return switch (decision) {
      case Decision.Permit permit -> permit(permit, asked);
      case Decision.Deny deny -> deny(deny);
    };
  }

  private static EvaluationAnswer permit(Decision.Permit permit, Map<String, Object> asked) {
    boolean supported = permit.obligations().isEmpty() || supports(permit.obligations(), asked);
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("reasons", supported ? permit.reasons() : List.of(OBLIGATION_NOT_SUPPORTED));
    context.put("policy_version", permit.policyVersion());
    if (!permit.obligations().isEmpty()) {
      List<Map<String, Object>> obligations = new ArrayList<>();
      permit.obligations().forEach(each -> obligations.add(obligation(each)));
      context.put(OBLIGATIONS, obligations);
    }
    if (!supported) {
      context.put("would_pass", List.of(Map.of(REMEDY, "support-obligations")));
    }
    return new EvaluationAnswer(supported, context, Optional.of(permit));
  }

  /** The profile has no registered type for what this domain's policies ask for. */
  private static Map<String, Object> obligation(String name) {
    Map<String, Object> obligation = new LinkedHashMap<>();
    obligation.put("id", name);
    obligation.put("type", "custom");
    obligation.put("properties", Map.of("name", name));
    return obligation;
  }

  private static boolean supports(List<String> obligations, Map<String, Object> asked) {
    return asked.get(SUPPORTED) instanceof Set<?> known && known.containsAll(obligations);
  }

  private static EvaluationAnswer deny(Decision.Deny deny) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("reasons", deny.reasons());
    context.put("policy_version", deny.policyVersion());
    List<Map<String, Object>> remedies = new ArrayList<>();
    deny.remedies().forEach(each -> remedies.add(Map.of(REMEDY, each.text())));
    deny.stepUp().ifPresent(each -> remedies.add(stepUp(each)));
    if (!remedies.isEmpty()) {
      context.put("would_pass", remedies);
    }
    return new EvaluationAnswer(false, context, Optional.of(deny));
  }

  private static Map<String, Object> stepUp(Decision.StepUp stepUp) {
    Map<String, Object> remedy = new LinkedHashMap<>();
    remedy.put(REMEDY, "step-up");
    if (!stepUp.acrValues().isEmpty()) {
      remedy.put("acr_values", stepUp.acrValues());
    }
    stepUp.maxAge().ifPresent(age -> remedy.put("max_age", age));
    return remedy;
  }
}
