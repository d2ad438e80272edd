package org.bailiwick.policy.authzen;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.policy.Decision;

/**
 * The answer to one question (section 6.2).
 *
 * @param context what the asker is told beside the decision
 * @param basis the decision of the policies, for the log; empty if they were not asked
 */
public record EvaluationAnswer(
    boolean decision, Map<String, Object> context, Optional<Decision> basis) {
  public EvaluationAnswer {
    context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }
}
