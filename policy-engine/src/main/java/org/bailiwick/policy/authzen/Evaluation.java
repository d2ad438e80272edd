package org.bailiwick.policy.authzen;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One question: may this subject do this action on this resource (section 6.1)? */
public record Evaluation(
    EntityReference subject,
    ActionReference action,
    EntityReference resource,
    Map<String, Object> context) {
  public Evaluation {
    context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }
}
