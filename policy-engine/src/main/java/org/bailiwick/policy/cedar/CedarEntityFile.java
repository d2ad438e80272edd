package org.bailiwick.policy.cedar;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.EntityValidationRequest;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.value.EntityUID;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The entities that an application's file lists, in Cedar's JSON format: {@code [{"uid": {"type",
 * "id"}, "attrs": {…}, "parents": [{"type", "id"}]}]}. Attributes are texts, whole numbers, truth
 * values, sets and records of these.
 */
public final class CedarEntityFile {
  private static final int MOST_ENTITIES = 100_000;
  private static final int DEEPEST = 32;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The name of an entity; its type is without the namespace. */
  public record Name(String type, String id) {}

  private record Listed(Map<String, Object> attributes, Set<Name> parents) {}

  private final String file;
  private final CedarSchema schema;
  private final Map<Name, Listed> entities = new LinkedHashMap<>();

  private CedarEntityFile(String file, CedarSchema schema) {
    this.file = file;
    this.schema = schema;
  }

  /**
   * Reads and validates a file.
   *
   * @param file its name, for messages
   */
  public static CedarEntityFile read(String file, String text, CedarSchema schema)
      throws UnreadablePolicyException {
    CedarEntityFile read = new CedarEntityFile(file, schema);
    try {
      JsonNode list = JSON.readTree(text);
      if (!list.isArray() || list.size() > MOST_ENTITIES) {
        throw read.refused("is no list of at most " + MOST_ENTITIES + " entities", null);
      }
      for (JsonNode entity : list) {
        read.add(entity);
      }
      Set<Name> checked = new HashSet<>();
      for (Name name : read.entities.keySet()) {
        read.requireNoCircle(name, new LinkedHashSet<>(), checked);
      }
      read.validate();
    } catch (JsonProcessingException | AuthException | CedarValues.UnfitValueException e) {
      throw read.refused("is refused: " + e.getMessage(), e);
    }
    return read;
  }

  private void add(JsonNode json) throws UnreadablePolicyException {
    Name name = name(json.path("uid"));
    if (!schema.types().contains(name.type())) {
      throw refused("lists an entity that is not of the application", null);
    }
    Set<Name> parents = new LinkedHashSet<>();
    for (JsonNode parent : json.path("parents")) {
      parents.add(name(parent));
    }
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : json.path("attrs").properties()) {
      attributes.put(each.getKey(), value(each.getValue()));
    }
    if (entities.put(name, new Listed(attributes, parents)) != null) {
      throw refused("lists an entity twice: " + name.id(), null);
    }
  }

  private Name name(JsonNode json) throws UnreadablePolicyException {
    String qualified = json.path("type").asText();
    String type = qualified.substring(qualified.lastIndexOf(':') + 1);
    String id = json.path("id").asText();
    try {
      if (!id.isEmpty() && schema.uid(type, id).getType().toString().equals(qualified)) {
        return new Name(type, id);
      }
    } catch (CedarValues.UnfitValueException e) {
      throw refused("names the unknown type " + qualified, e);
    }
    throw refused("names an entity without type and id of the schema: " + qualified, null);
  }

  private Object value(JsonNode json) throws UnreadablePolicyException {
    if (json.isTextual()) {
      return json.textValue();
    }
    if (json.isBoolean()) {
      return json.booleanValue();
    }
    if (json.isIntegralNumber() && json.canConvertToLong()) {
      return json.longValue();
    }
    if (json.isArray()) {
      Set<Object> set = new LinkedHashSet<>();
      for (JsonNode each : json) {
        set.add(value(each));
      }
      return set;
    }
    if (json.isObject()) {
      Map<String, Object> members = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> each : json.properties()) {
        members.put(each.getKey(), value(each.getValue()));
      }
      return members;
    }
    throw refused(
        "has an attribute that is neither text, whole number, truth value nor of these", null);
  }

  private void requireNoCircle(Name name, Set<Name> path, Set<Name> checked)
      throws UnreadablePolicyException {
    if (!path.add(name) || path.size() > DEEPEST) {
      throw refused("has a circle of parents, or more than " + DEEPEST + " above each other", null);
    }
    for (Name parent : parents(name)) {
      if (!checked.contains(parent)) {
        requireNoCircle(parent, path, checked);
      }
    }
    path.remove(name);
    checked.add(name);
  }

  private void validate() throws AuthException, CedarValues.UnfitValueException {
    List<Entity> all = new ArrayList<>();
    for (Map.Entry<Name, Listed> each : entities.entrySet()) {
      Set<EntityUID> parents = new LinkedHashSet<>();
      for (Name parent : each.getValue().parents()) {
        parents.add(schema.uid(parent.type(), parent.id()));
      }
      all.add(
          new Entity(
              schema.uid(each.getKey().type(), each.getKey().id()),
              CedarValues.members(each.getValue().attributes()),
              parents));
    }
    new BasicAuthorizationEngine()
        .validateEntities(new EntityValidationRequest(schema.whole(), all));
  }

  /** All entities, in the order of the file. */
  public Set<Name> names() {
    return Set.copyOf(entities.keySet());
  }

  /** The attributes of an entity; none of one that only stands as a parent. */
  public Map<String, Object> attributes(Name name) {
    Listed listed = entities.get(name);
    return listed == null ? Map.of() : listed.attributes();
  }

  /** What an entity is in directly. */
  public Set<Name> parents(Name name) {
    Listed listed = entities.get(name);
    return listed == null ? Set.of() : listed.parents();
  }

  private UnreadablePolicyException refused(String fault, Exception cause) {
    return new UnreadablePolicyException(file + " " + fault, cause);
  }
}
