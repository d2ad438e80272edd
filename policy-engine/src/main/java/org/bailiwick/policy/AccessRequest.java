package org.bailiwick.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One question to the decision point: may this subject do this action on this resource, in this
 * context? The file {@code schema.cedarschema} of the policy folder is the schema of each action
 * (types, attributes, context members), and {@code docs/policy.md} explains it. A request outside
 * of the schema is denied.
 */
public record AccessRequest(
    Entity subject, Action action, Entity resource, Map<String, Object> context) {

  public AccessRequest {
    context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }
}
