package org.bailiwick.policy.application;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.policy.Entity;

/**
 * May this subject do this action of an application on this resource, in this context?
 *
 * @param application the name of the application, as in the names of its policy files
 * @param subject of a type of the application's namespace, or else of the built-in one; the name of
 *     the type has no namespace
 * @param action the name of an action of the application
 * @param context the members that the schema does not declare for the action count for nothing
 */
public record ApplicationQuestion(
    String application,
    Entity subject,
    String action,
    Entity resource,
    Map<String, Object> context) {

  public ApplicationQuestion {
    context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }
}
