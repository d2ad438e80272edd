package org.bailiwick.policy.cedar;

import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.model.schema.Schema.JsonOrCedar;
import com.cedarpolicy.value.EntityTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What requests need of a schema: one action, the types of their entities, and what the definitions
 * of these mention. Cedar's library copies the schema for each decision, so that a schema with a
 * thousand types would make each of them several times as long.
 */
final class SchemaParts {
  private static final String ACTIONS = "actions";
  private static final String TYPES = "entityTypes";
  private static final String COMMON = "commonTypes";
  private static final String SEPARATOR = "::";
  private static final String APPLIES = "appliesTo";
  private static final List<String> PARTIES = List.of("principalTypes", "resourceTypes");

  private record Key(String action, Set<EntityTypeName> types) {}

  /** A type of entities, or a common type, by its name in its namespace. */
  private record TypeName(String namespace, String kind, String name) {}

  /** A type, and those that its definition can mention. */
  private record Type(JsonNode definition, Set<TypeName> mentioned) {}

  /**
   * An action that is in no group.
   *
   * @param definition without the types that it applies to
   * @param parties the types that it applies to, by the names of the two lists
   */
  private record Operation(
      ObjectNode definition, Map<String, Set<TypeName>> parties, Set<TypeName> mentioned) {}

  private final JsonNode schema;
  private final String namespace;
  private final Map<TypeName, Type> types = new HashMap<>();
  private final Map<String, Operation> operations = new HashMap<>();
  private final BoundedCache<Key, Schema> parts;

  /**
   * Parts of a schema.
   *
   * @param schema in Cedar's JSON format
   * @param namespace of the actions
   * @param most how many parts are kept parsed
   */
  SchemaParts(JsonNode schema, String namespace, int most) {
    this.schema = schema;
    this.namespace = namespace;
    this.parts = new BoundedCache<>(most);
    schema.properties().forEach(space -> addTypes(space.getKey(), space.getValue()));
    types.replaceAll(
        (name, type) ->
            new Type(type.definition(), mentioned(name.namespace(), type.definition())));
    for (Map.Entry<String, JsonNode> action : schema.path(namespace).path(ACTIONS).properties()) {
      // An action in a group needs the group's action too, so the whole schema is kept for it.
      if (action.getValue() instanceof ObjectNode one && !one.hasNonNull("memberOf")) {
        operations.put(action.getKey(), operation(one));
      }
    }
  }

  private void addTypes(String space, JsonNode definitions) {
    for (String kind : List.of(TYPES, COMMON)) {
      for (Map.Entry<String, JsonNode> type : definitions.path(kind).properties()) {
        types.put(new TypeName(space, kind, type.getKey()), new Type(type.getValue(), Set.of()));
      }
    }
  }

  private Operation operation(ObjectNode action) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    action.properties().forEach(each -> rest.set(each.getKey(), each.getValue()));
    Map<String, Set<TypeName>> parties = new HashMap<>();
    if (action.path(APPLIES) instanceof ObjectNode applies) {
      ObjectNode others = rest.putObject(APPLIES);
      applies.properties().forEach(each -> others.set(each.getKey(), each.getValue()));
      for (String list : PARTIES) {
        parties.put(list, mentioned(namespace, others.path(list)));
        others.remove(list);
      }
    }
    return new Operation(rest, parties, mentioned(namespace, rest));
  }

  /** Every type whose name is a text of this node; one too many does no harm. */
  private Set<TypeName> mentioned(String space, JsonNode node) {
    Set<TypeName> found = new LinkedHashSet<>();
    if (node.isTextual()) {
      String text = node.asText();
      int end = text.lastIndexOf(SEPARATOR);
      String in = end < 0 ? space : text.substring(0, end);
      String name = end < 0 ? text : text.substring(end + SEPARATOR.length());
      for (String kind : List.of(TYPES, COMMON)) {
        TypeName type = new TypeName(in, kind, name);
        if (types.containsKey(type)) {
          found.add(type);
        }
      }
    }
    node.forEach(child -> found.addAll(mentioned(space, child)));
    return found;
  }

  /**
   * The part for a question about an action with entities of these types. It says of such a
   * question what the whole schema says.
   */
  Schema of(String action, Set<EntityTypeName> present) {
    Operation operation = operations.get(action);
    return operation == null
        ? kept(new Key(action, Set.of()), () -> schema)
        : kept(
            new Key(action, Set.copyOf(present)),
            () -> only(action, operation, closure(operation, present)));
  }

  /** The part for any question about an action. */
  Schema of(String action) {
    Operation operation = operations.get(action);
    return kept(
        new Key(action, Set.of()),
        () -> operation == null ? schema : only(action, operation, types.keySet()));
  }

  /** Throws if Cedar's library cannot read the part of an action with all types. */
  void require(String action) throws AuthException {
    Operation operation = operations.get(action);
    JsonNode all = operation == null ? schema : only(action, operation, types.keySet());
    Schema unused = Schema.parse(JsonOrCedar.Json, all.toString());
  }

  /**
   * A part that is kept parsed by Cedar's library, or one that it parses for each question. The
   * library has a bound for a process, and counts those that went until they are collected.
   */
  private Schema kept(Key key, Supplier<JsonNode> json) {
    try {
      return parts.get(key, 1, () -> parsed(json.get()));
    } catch (CacheException full) {
      return new Schema(json.get());
    }
  }

  private static Schema parsed(JsonNode json) throws CacheException {
    Schema part = new Schema(json);
    part.cache();
    return part;
  }

  private Set<TypeName> closure(Operation operation, Set<EntityTypeName> present) {
    Set<TypeName> found = new LinkedHashSet<>();
    Deque<TypeName> open = new ArrayDeque<>(operation.mentioned());
    present.forEach(
        type ->
            open.addAll(mentioned(namespace, JsonNodeFactory.instance.textNode(type.toString()))));
    while (!open.isEmpty()) {
      TypeName next = open.remove();
      if (found.add(next)) {
        open.addAll(types.get(next).mentioned());
      }
    }
    return found;
  }

  private JsonNode only(String action, Operation operation, Set<TypeName> some) {
    ObjectNode part = JsonNodeFactory.instance.objectNode();
    ObjectNode one = operation.definition().deepCopy();
    child(space(part, namespace), ACTIONS).set(action, one);
    for (TypeName name : some) {
      child(space(part, name.namespace()), name.kind())
          .set(name.name(), types.get(name).definition());
    }
    operation.parties().forEach((list, all) -> child(one, APPLIES).set(list, names(all, some)));
    return part;
  }

  private static ObjectNode space(ObjectNode part, String name) {
    ObjectNode space = child(part, name);
    for (String required : List.of(TYPES, ACTIONS)) {
      ObjectNode unused = child(space, required);
    }
    return space;
  }

  /** The member of this name, which is made if it is not there. */
  private static ObjectNode child(ObjectNode node, String name) {
    return node.get(name) instanceof ObjectNode there ? there : node.putObject(name);
  }

  /** The types of a list that are in the part. */
  private static ArrayNode names(Set<TypeName> all, Set<TypeName> some) {
    ArrayNode names = JsonNodeFactory.instance.arrayNode();
    some.stream()
        .filter(all::contains)
        .forEach(type -> names.add(type.namespace() + SEPARATOR + type.name()));
    return names;
  }
}
