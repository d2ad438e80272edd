package org.bailiwick.policy;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A subject or resource as the policies see it: a type of the schema (for example {@code Agent}),
 * an identifier, attributes, and the entities that it is in (roles, groups, segments), which may be
 * in others. Attribute values are {@code String}, {@code Long}, {@code Integer}, {@code Boolean},
 * {@code Set<String>} or a {@code Map} of these. A value of another type, or {@code null}, is
 * accepted here and denied by the decision point, so that a fault of the caller never permits an
 * action.
 */
public record Entity(String type, String id, Map<String, Object> attributes, Set<Entity> parents) {

  public Entity {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    parents = Collections.unmodifiableSet(new LinkedHashSet<>(parents));
  }

  /** An entity that is in no other. */
  public Entity(String type, String id, Map<String, Object> attributes) {
    this(type, id, attributes, Set.of());
  }

  /** An entity without attributes. */
  public static Entity of(String type, String id) {
    return new Entity(type, id, Map.of());
  }

  /** The same entity, which is also in these. */
  public Entity in(Collection<Entity> more) {
    Set<Entity> all = new LinkedHashSet<>(parents);
    all.addAll(more);
    return new Entity(type, id, attributes, all);
  }

  /** The same entity, which is also in this one. */
  public Entity in(Entity parent) {
    return in(List.of(parent));
  }
}
