package org.bailiwick.policy;

import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.model.schema.Schema.JsonOrCedar;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * The schema of a policy folder. Policies are validated against the whole schema, and requests
 * against a copy with only the action of the request. With all actions, Cedar would spend a third
 * of each decision on making entities of them.
 */
final class CedarSchema {
  private static final String NAMESPACE = "Bailiwick";

  /** The entity type of actions, which Cedar defines in every namespace. */
  static final String ACTION = "Action";

  private final Schema whole;
  private final JsonNode json;
  private final Map<String, EntityTypeName> types = new HashMap<>();

  /** Throws {@link PolicyRefusedException} if the text is not a schema. */
  CedarSchema(String text) {
    try {
      whole = Schema.parse(JsonOrCedar.Cedar, text);
      json = whole.toJsonFormat();
    } catch (AuthException | JsonProcessingException | IllegalStateException e) {
      throw new PolicyRefusedException("the schema cannot be parsed", e);
    }
    json.path(NAMESPACE).path("entityTypes").fieldNames().forEachRemaining(this::addType);
    addType(ACTION);
  }

  private void addType(String type) {
    types.put(
        type,
        EntityTypeName.parse(NAMESPACE + "::" + type)
            .orElseThrow(() -> new PolicyRefusedException("an entity type has no valid name")));
  }

  Schema whole() {
    return whole;
  }

  /** The schema for requests for one action, cached in Cedar's native library. */
  Schema of(String action) throws CacheException {
    ObjectNode part = json.deepCopy();
    if (part.path(NAMESPACE).path("actions") instanceof ObjectNode actions
        && actions.path(action) instanceof ObjectNode one
        && !one.hasNonNull("memberOf")) {
      // An action in a group needs the group's action too, so the whole schema is kept for it.
      actions.removeAll();
      actions.set(action, one);
    }
    Schema schema = new Schema(part);
    schema.cache();
    return schema;
  }

  /** The identifier of an entity; refuses a type that the schema does not define. */
  EntityUID uid(String type, String id) throws CedarValues.UnfitValueException {
    EntityTypeName name = types.get(type);
    if (name == null) {
      throw new CedarValues.UnfitValueException("not an entity type of the schema");
    }
    return name.of(id);
  }
}
