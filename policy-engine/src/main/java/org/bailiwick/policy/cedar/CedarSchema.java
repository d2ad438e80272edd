package org.bailiwick.policy.cedar;

import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.model.schema.Schema.JsonOrCedar;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The schema of a policy folder, or of one of its applications. Policies are validated against the
 * whole schema, and requests against the part that concerns them ({@link SchemaParts}). With all
 * actions, Cedar would spend a third of each decision on making entities of them.
 */
public final class CedarSchema {
  private static final String NAMESPACE = "Bailiwick";
  private static final String ACTIONS = "actions";
  private static final String TYPES = "entityTypes";

  /** The most parts of one schema that are kept parsed. */
  private static final int MOST_PARTS = 1_024;

  /** The setting of Cedar's library for the schemas of a process, and enough for some at once. */
  private static final String NATIVE = "cedar.cache.maxSchemas";

  private static final int MOST_NATIVE = 16_384;

  static {
    // The library reads it once, before its first schema.
    if (System.getProperty(NATIVE) == null) {
      System.setProperty(NATIVE, String.valueOf(MOST_NATIVE));
    }
  }

  /** The entity type of actions, which Cedar defines in every namespace. */
  public static final String ACTION = "Action";

  private final String text;
  private final String namespace;
  private final Schema whole;
  private final JsonNode json;
  private final NavigableSet<String> ownTypes = new TreeSet<>();
  private final Map<String, Set<EntityUID>> groups = new ConcurrentHashMap<>();
  private final Map<String, EntityTypeName> types = new HashMap<>();
  private final SchemaParts parts;
  private final boolean enumerates;

  /** The built-in schema of a policy folder. */
  public CedarSchema(String text) throws UnreadablePolicyException {
    this(text, NAMESPACE, parse("the schema", text));
  }

  private CedarSchema(String text, String namespace, JsonNode json)
      throws UnreadablePolicyException {
    this.text = text;
    this.namespace = namespace;
    this.json = json;
    this.whole = new Schema(json);
    this.enumerates = json.findValue("enum") != null;
    this.parts = new SchemaParts(json, namespace, MOST_PARTS);
    addTypes(NAMESPACE);
    addTypes(namespace);
    types.put(ACTION, name(namespace, ACTION));
    json.path(namespace).path(TYPES).fieldNames().forEachRemaining(ownTypes::add);
  }

  /** Whether an entity type lists its entities, so that an identifier may be one too many. */
  public boolean hasEnumerations() {
    return enumerates;
  }

  /**
   * The schema of an application: its own namespace, and the built-in types of entities without the
   * built-in actions, so that none of its policies can mention one.
   *
   * @param name of the application, for messages
   * @throws UnreadablePolicyException if the text does not define exactly one namespace of its own
   */
  public CedarSchema withApplication(String name, String more) throws UnreadablePolicyException {
    String file = "the schema of the application " + name;
    JsonNode both = parse(file, text + "\n" + more);
    Set<String> own = new TreeSet<>();
    both.fieldNames().forEachRemaining(own::add);
    own.remove(NAMESPACE);
    if (own.size() != 1
        || own.contains("")
        || own.iterator().next().startsWith(NAMESPACE)
        || !both.path(NAMESPACE).equals(json.path(NAMESPACE))) {
      throw new UnreadablePolicyException(
          file + " does not define exactly one namespace, which is not " + NAMESPACE);
    }
    ((ObjectNode) both.path(NAMESPACE)).putObject(ACTIONS);
    return new CedarSchema(more, own.iterator().next(), both);
  }

  private static JsonNode parse(String what, String text) throws UnreadablePolicyException {
    NestingBounds.require(text);
    try {
      return Schema.parse(JsonOrCedar.Cedar, text).toJsonFormat();
    } catch (AuthException | JsonProcessingException | IllegalStateException e) {
      throw new UnreadablePolicyException(what + " cannot be parsed", e);
    }
  }

  private void addTypes(String space) throws UnreadablePolicyException {
    for (Map.Entry<String, JsonNode> type : json.path(space).path(TYPES).properties()) {
      types.put(type.getKey(), name(space, type.getKey()));
    }
  }

  private static EntityTypeName name(String space, String type) throws UnreadablePolicyException {
    return EntityTypeName.parse(space + "::" + type)
        .orElseThrow(() -> new UnreadablePolicyException("an entity type has no valid name"));
  }

  public Schema whole() {
    return whole;
  }

  /** The namespace of its actions. */
  public String namespace() {
    return namespace;
  }

  /** What it declares of records, to leave out the rest. */
  public DeclaredMembers declared() {
    return new DeclaredMembers(json, namespace);
  }

  /** The actions of its namespace that a request can have; a group of actions is none. */
  public SortedSet<String> actions() {
    SortedSet<String> actions = new TreeSet<>();
    json.path(namespace)
        .path(ACTIONS)
        .properties()
        .forEach(
            each -> {
              if (!each.getValue().path("appliesTo").path("principalTypes").isEmpty()) {
                actions.add(each.getKey());
              }
            });
    return actions;
  }

  /** The entity types of its namespace. */
  public SortedSet<String> types() {
    return Collections.unmodifiableSortedSet(ownTypes);
  }

  /** An action of the schema, and the groups of actions that it is in. */
  public Set<EntityUID> withGroups(String action) {
    return groups.computeIfAbsent(action, this::findGroups);
  }

  private Set<EntityUID> findGroups(String action) {
    Set<String> names = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(action));
    while (!open.isEmpty()) {
      String next = open.remove();
      if (names.add(next)) {
        json.path(namespace)
            .path(ACTIONS)
            .path(next)
            .path("memberOf")
            .forEach(group -> open.add(group.path("id").asText()));
      }
    }
    Set<EntityUID> actions = new LinkedHashSet<>();
    names.forEach(name -> actions.add(types.get(ACTION).of(name)));
    return actions;
  }

  /**
   * The schema for requests for one action, kept in Cedar's native library, since each decision
   * would parse it otherwise.
   */
  public Schema of(String action) {
    return parts.of(action);
  }

  /** The same for requests about entities of these types alone. */
  public Schema of(String action, Set<EntityTypeName> present) {
    return parts.of(action, present);
  }

  /** Throws if Cedar's library cannot read the part of this action. */
  public void require(String action) throws UnreadablePolicyException {
    try {
      parts.require(action);
    } catch (AuthException | IllegalStateException e) {
      throw new UnreadablePolicyException("the schema of " + action + " cannot be parsed", e);
    }
  }

  /**
   * The identifier of an entity, of its own namespace rather than of the built-in one; refuses a
   * type that the schema does not define.
   */
  public EntityUID uid(String type, String id) throws CedarValues.UnfitValueException {
    EntityTypeName name = types.get(type);
    if (name == null) {
      throw new CedarValues.UnfitValueException("not an entity type of the schema");
    }
    return name.of(id);
  }
}
