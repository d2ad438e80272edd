package org.bailiwick.policy.authzen;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An action as the asker names it (section 5.3). */
public record ActionReference(String name, Map<String, Object> properties) {
  public ActionReference {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }
}
