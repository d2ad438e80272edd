package org.bailiwick.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A subject or resource as the policies see it: a type of the schema (for example {@code Agent}),
 * an identifier, and attributes. Attribute values are {@code String}, {@code Long}, {@code
 * Integer}, {@code Boolean}, {@code Set<String>} or a {@code Map} of these. A value of another
 * type, or {@code null}, is accepted here and denied by the decision point, so that a fault of the
 * caller never permits an action.
 */
public record Entity(String type, String id, Map<String, Object> attributes) {

  public Entity {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** An entity without attributes. */
  public static Entity of(String type, String id) {
    return new Entity(type, id, Map.of());
  }
}
