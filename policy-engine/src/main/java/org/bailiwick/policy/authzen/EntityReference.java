package org.bailiwick.policy.authzen;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A subject or resource as the asker names it (sections 5.1 and 5.2). */
public record EntityReference(String type, String id, Map<String, Object> properties) {
  public EntityReference {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }
}
