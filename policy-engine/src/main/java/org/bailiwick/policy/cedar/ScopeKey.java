package org.bailiwick.policy.cedar;

import com.cedarpolicy.value.EntityUID;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a policy's scope demands of a principal or resource, as a text that can be looked up: a
 * policy can apply to an entity only if its key is among those of the entity.
 *
 * <p>The forms are those of Cedar's JSON policy format: {@code All}, {@code ==}, {@code in}, {@code
 * is}, and {@code is} with {@code in}.
 */
final class ScopeKey {
  private static final String ANY = "*";
  private static final String TYPE = ":";
  private static final char SEPARATOR = '\u0000';

  private ScopeKey() {}

  /** The key of the constraint that a policy has. */
  static String of(JsonNode constraint) {
    String form = constraint.path("op").asText();
    return switch (form) {
      case "All" -> ANY;
      case "==" -> exactly(entity(constraint));
      case "in" -> in(entity(constraint));
      case "is" -> {
        String type = constraint.path("entity_type").asText();
        JsonNode in = constraint.path("in");
        yield in.isMissingNode() ? is(type) : is(type) + in(entity(in));
      }
      default -> throw new IllegalArgumentException("a scope of the unknown form " + form);
    };
  }

  /** Whether a key demands no more of an entity than a type. */
  static boolean isAnyOfType(String key) {
    return key.equals(ANY) || (key.startsWith(TYPE) && key.indexOf(SEPARATOR) < 0);
  }

  /** The actions that a policy names; empty if it is for every action. */
  static Set<String> actions(JsonNode constraint) {
    Set<String> actions = new LinkedHashSet<>();
    if (!constraint.path("op").asText().equals("All")) {
      if (constraint.has("entities")) {
        constraint.path("entities").forEach(each -> actions.add(entityText(each)));
      } else {
        actions.add(entity(constraint));
      }
    }
    return actions;
  }

  /** All keys that apply to an entity which is in these others. */
  static List<String> matching(EntityUID entity, Set<EntityUID> ancestors) {
    String type = is(entity.getType().toString());
    List<String> keys = new ArrayList<>();
    keys.add(ANY);
    keys.add(type);
    keys.add(exactly(text(entity)));
    addIn(keys, type, entity);
    ancestors.forEach(each -> addIn(keys, type, each));
    return keys;
  }

  private static void addIn(List<String> keys, String type, EntityUID ancestor) {
    String in = in(text(ancestor));
    keys.add(in);
    keys.add(type + in);
  }

  /** An entity as a text that no other entity has. */
  static String text(EntityUID entity) {
    return entity.getType().toString() + SEPARATOR + entity.getId();
  }

  private static String entity(JsonNode constraint) {
    if (!constraint.has("entity")) {
      throw new IllegalArgumentException("a scope without an entity");
    }
    return entityText(constraint.path("entity"));
  }

  private static String entityText(JsonNode json) {
    JsonNode entity = json.has("__entity") ? json.path("__entity") : json;
    return entity.path("type").asText() + SEPARATOR + entity.path("id").asText();
  }

  private static String exactly(String entity) {
    return "=" + entity;
  }

  private static String in(String entity) {
    return "^" + entity;
  }

  private static String is(String type) {
    return TYPE + type;
  }
}
