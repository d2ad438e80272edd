package org.bailiwick.policy;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.policy.cedar.PolicyText;

/**
 * What the annotations of a policy say when it decides; only a permit has obligations, only a
 * forbid a step-up or remedies.
 */
record CedarTerms(
    boolean permits,
    String reason,
    List<String> obligations,
    Optional<Decision.StepUp> stepUp,
    Set<Decision.Remedy> remedies) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,62}");
  private static final Pattern NAMES =
      Pattern.compile("[a-z][a-z0-9-]{1,62}( [a-z][a-z0-9-]{1,62})*");

  /** The class of a sign-in (acr), in the characters that a challenge can quote (RFC 9470). */
  private static final String ACR = "[!#-\\[\\]-~]{1,200}";

  private static final String STEP_UP = "step_up";
  private static final String STEP_UP_ACR = STEP_UP + "_acr";
  private static final String STEP_UP_MAX_AGE = STEP_UP + "_max_age";
  private static final Map<String, Pattern> STEP_UP_FORMS =
      Map.of(
          STEP_UP_ACR, Pattern.compile(ACR + "( " + ACR + "){0,9}"),
          STEP_UP_MAX_AGE, Pattern.compile("[1-9][0-9]{0,8}"));

  /** Throws {@link PolicyRefusedException} if an annotation is missing or wrong. */
  static CedarTerms of(String file, PolicyText policy) {
    return new CedarTerms(
        policy.permits(),
        required(file, policy, "reason"),
        obligations(file, policy),
        stepUp(file, policy),
        remedies(file, policy));
  }

  /** The id of a policy. */
  static String id(String file, PolicyText policy) {
    return required(file, policy, "id");
  }

  private static List<String> obligations(String file, PolicyText policy) {
    String obligation = policy.annotations().get("obligation");
    if (obligation == null) {
      return List.of();
    }
    if (!policy.permits() || !NAMES.matcher(obligation).matches()) {
      throw new PolicyRefusedException(
          file
              + " holds an @obligation that is not of a permit,"
              + " or is not kebab-case names separated by one blank");
    }
    return List.of(obligation.split(" ", -1));
  }

  /** A misspelt annotation is refused, since its policy would deny without saying what helps. */
  private static Optional<Decision.StepUp> stepUp(String file, PolicyText policy) {
    Map<String, String> annotations = new HashMap<>(policy.annotations());
    annotations.keySet().removeIf(name -> !name.startsWith(STEP_UP));
    if (annotations.isEmpty()) {
      return Optional.empty();
    }
    if (policy.permits() || !annotations.entrySet().stream().allMatch(CedarTerms::isStepUp)) {
      throw new PolicyRefusedException(
          file
              + " holds a step-up annotation that is not of a forbid,"
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

  private static Set<Decision.Remedy> remedies(String file, PolicyText policy) {
    Set<Decision.Remedy> remedies = EnumSet.noneOf(Decision.Remedy.class);
    String words = policy.annotations().get("remedy");
    if (words != null) {
      for (String word : words.split(" ", -1)) {
        remedies.add(
            Decision.Remedy.of(word)
                .filter(known -> !policy.permits())
                .orElseThrow(
                    () ->
                        new PolicyRefusedException(
                            file + " holds a @remedy that is not of a forbid, or is unknown")));
      }
    }
    return remedies;
  }

  private static String required(String file, PolicyText policy, String name) {
    String value = policy.annotations().get(name);
    if (value == null || !NAME.matcher(value).matches()) {
      throw new PolicyRefusedException(file + " holds a policy without a kebab-case @" + name);
    }
    return value;
  }
}
