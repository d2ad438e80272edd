package org.bailiwick.policy;

import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.model.schema.Schema.JsonOrCedar;
import com.cedarpolicy.value.EntityTypeName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The schema of a policy folder: whole to validate policies by, and for each action a copy that
 * knows no other action to validate questions by. Cedar makes an entity of every action of a schema
 * for every question, which is a third of its work when all are there.
 */
final class CedarVocabulary {
  private static final String NAMESPACE = "Bailiwick";

  /** The type of actions, which Cedar has in every namespace. */
  static final String ACTION = "Action";

  private final Schema whole;
  private final JsonNode form;
  private final Map<String, EntityTypeName> types = new HashMap<>();

  /** Throws {@link PolicyRefusedException} for a text that is no schema of our namespace. */
  CedarVocabulary(String text) {
    try {
      whole = Schema.parse(JsonOrCedar.Cedar, text);
      form = whole.toJsonFormat();
    } catch (AuthException | JsonProcessingException | IllegalStateException e) {
      throw new PolicyRefusedException("the schema cannot be parsed", e);
    }
    form.path(NAMESPACE).path("entityTypes").fieldNames().forEachRemaining(this::learn);
    learn(ACTION);
  }

  private void learn(String type) {
    types.put(
        type,
        EntityTypeName.parse(NAMESPACE + "::" + type)
            .orElseThrow(() -> new PolicyRefusedException("the schema has a strange type")));
  }

  Schema whole() {
    return whole;
  }

  /** For questions about this action alone, kept ready on the native side. */
  Schema of(String action) throws CacheException {
    ObjectNode narrow = form.deepCopy();
    if (narrow.path(NAMESPACE).path("actions") instanceof ObjectNode actions
        && actions.path(action) instanceof ObjectNode one
        && !one.hasNonNull("memberOf")) {
      // An action in a group needs the group's action too; such a schema stays whole.
      actions.removeAll();
      actions.set(action, one);
    }
    Schema schema = new Schema(narrow);
    schema.cache();
    return schema;
  }

  /** The name of a type; empty if the schema has none such. */
  Optional<EntityTypeName> type(String name) {
    return Optional.ofNullable(types.get(name));
  }
}
