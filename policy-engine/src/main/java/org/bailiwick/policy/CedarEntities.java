package org.bailiwick.policy;

import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.policy.cedar.CedarSchema;
import org.bailiwick.policy.cedar.CedarValues;

/**
 * The entities of one request as Cedar takes them: each once, with the identifiers of its parents.
 * An entity that comes twice, as when an agent registers itself, is merged into one.
 */
final class CedarEntities {

  private record Members(Map<String, Value> attributes, Set<EntityUID> parents) {}

  private final CedarSchema schema;
  private final Map<EntityUID, Members> members = new HashMap<>();

  CedarEntities(CedarSchema schema) {
    this.schema = schema;
  }

  /** Adds an entity and all that it is in, and returns its identifier. */
  EntityUID add(Entity entity) throws CedarValues.UnfitValueException {
    if (entity == null || entity.type() == null || entity.id() == null || entity.id().isEmpty()) {
      throw new CedarValues.UnfitValueException("an entity lacks its type or identifier");
    }
    EntityUID uid = schema.uid(entity.type(), entity.id());
    Members merged =
        members.computeIfAbsent(uid, u -> new Members(new HashMap<>(), new LinkedHashSet<>()));
    merge(merged.attributes(), CedarValues.members(entity.attributes()));
    for (Entity parent : entity.parents()) {
      merged.parents().add(add(parent));
    }
    return uid;
  }

  private static void merge(Map<String, Value> merged, Map<String, Value> more)
      throws CedarValues.UnfitValueException {
    for (Map.Entry<String, Value> attribute : more.entrySet()) {
      Value before = merged.put(attribute.getKey(), attribute.getValue());
      if (before != null && !before.equals(attribute.getValue())) {
        throw new CedarValues.UnfitValueException("one entity comes twice and contradicts itself");
      }
    }
  }

  /** What an entity is in, directly or through others. */
  Set<EntityUID> ancestors(EntityUID entity) {
    Set<EntityUID> found = new LinkedHashSet<>();
    Deque<EntityUID> open = new ArrayDeque<>(parents(entity));
    while (!open.isEmpty()) {
      EntityUID next = open.remove();
      if (found.add(next)) {
        open.addAll(parents(next));
      }
    }
    return found;
  }

  private Set<EntityUID> parents(EntityUID entity) {
    Members known = members.get(entity);
    return known == null ? Set.of() : known.parents();
  }

  /** The types of all entities. */
  Set<EntityTypeName> types() {
    return members.keySet().stream().map(EntityUID::getType).collect(Collectors.toSet());
  }

  Set<com.cedarpolicy.model.entity.Entity> all() {
    return members.entrySet().stream()
        .map(
            each ->
                new com.cedarpolicy.model.entity.Entity(
                    each.getKey(), each.getValue().attributes(), each.getValue().parents()))
        .collect(Collectors.toSet());
  }
}
