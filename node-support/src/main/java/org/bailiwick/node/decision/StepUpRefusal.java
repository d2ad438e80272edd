package org.bailiwick.node.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.policy.Decision;

/**
 * The refusal that asks for another sign-in (RFC 9470 section 3), and its text in the audit log.
 */
final class StepUpRefusal {

  private static final String ACR_VALUES = "acr_values";
  private static final String MAX_AGE = "max_age";

  private StepUpRefusal() {}

  /** The refusal, with the parameters of a new authorization request as members. */
  static ProblemException of(Decision.StepUp stepUp, List<String> reasons, String check) {
    ProblemException refusal =
        new ProblemException(
                ProblemType.INSUFFICIENT_USER_AUTHENTICATION,
                check,
                "Policy asks for another sign-in of the person: "
                    + String.join(", ", reasons)
                    + ".")
            .with("reasons", String.join(" ", reasons));
    if (!stepUp.acrValues().isEmpty()) {
      refusal = refusal.with(ACR_VALUES, String.join(" ", stepUp.acrValues()));
    }
    return stepUp.maxAge().isPresent()
        ? refusal.with(MAX_AGE, stepUp.maxAge().get().toString())
        : refusal;
  }

  /** What the decision's row says of it; empty if there is nothing to say. */
  static List<String> described(Optional<Decision.StepUp> stepUp) {
    return stepUp.stream().map(StepUpRefusal::parameters).toList();
  }

  private static String parameters(Decision.StepUp asked) {
    List<String> parameters = new ArrayList<>();
    if (!asked.acrValues().isEmpty()) {
      parameters.add(ACR_VALUES + "=\"" + String.join(" ", asked.acrValues()) + "\"");
    }
    asked.maxAge().ifPresent(seconds -> parameters.add(MAX_AGE + "=\"" + seconds + "\""));
    return String.join(" ", parameters);
  }
}
