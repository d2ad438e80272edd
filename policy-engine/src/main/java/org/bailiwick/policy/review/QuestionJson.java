package org.bailiwick.policy.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.PolicyRefusedException;

/**
 * Questions as JSON: {@code {"action", "subject", "resource", "context"}}, where subject and
 * resource are {@code {"type", "id", "attributes", "in": […]}} or the name of an entity that the
 * file describes. Unknown members are refused, since a misspelt one would change the question.
 */
final class QuestionJson {
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectWriter ASCII = JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final long MOST_BYTES = 4L << 20;

  /** How deep entities may be in others, so that names that lead in a circle are refused. */
  private static final int DEPTH = 16;

  private static final String ACTION = "action";
  private static final String SUBJECT = "subject";
  private static final String RESOURCE = "resource";
  private static final String CONTEXT = "context";
  private static final String TYPE = "type";
  private static final String ID = "id";
  private static final String ATTRIBUTES = "attributes";
  private static final String IN = "in";

  private QuestionJson() {}

  /** The JSON object in a file; throws {@link PolicyRefusedException} if it is not one. */
  static JsonNode file(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new PolicyRefusedException(file + " is larger than 4 MiB");
      }
      JsonNode node = JSON.readTree(file.toFile());
      if (!node.isObject()) {
        throw new PolicyRefusedException(file + " does not hold a JSON object");
      }
      return node;
    } catch (IOException e) {
      throw new PolicyRefusedException(file + " is not JSON that can be read", e);
    }
  }

  static void requireOnly(JsonNode object, Set<String> names, String what) {
    if (!object.isObject()) {
      throw new PolicyRefusedException(what + " is not a JSON object");
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (!names.contains(member.getKey())) {
        throw new PolicyRefusedException(
            "%s has the unknown member \"%s\"".formatted(what, member.getKey()));
      }
    }
  }

  static String text(JsonNode object, String name, String what) {
    JsonNode text = object.path(name);
    if (!text.isTextual() || text.asText().isEmpty()) {
      throw new PolicyRefusedException("%s has no text \"%s\"".formatted(what, name));
    }
    return text.asText();
  }

  /**
   * Reads a question.
   *
   * @param entities described entities by name, which the question may name
   */
  static AccessRequest read(JsonNode question, JsonNode entities) {
    requireOnly(question, Set.of(ACTION, SUBJECT, RESOURCE, CONTEXT), "a question");
    String name = text(question, ACTION, "a question");
    Action action = ReviewedPolicies.action(name);
    if (action == null) {
      throw new PolicyRefusedException("no node asks about the action \"" + name + "\"");
    }
    return new AccessRequest(
        entity(question.path(SUBJECT), entities, 0),
        action,
        entity(question.path(RESOURCE), entities, 0),
        question.has(CONTEXT) ? values(question.path(CONTEXT), "the context") : Map.of());
  }

  /** The question in a file, {@code {"question", "entities"}} or the question alone. */
  static AccessRequest ofFile(Path file) {
    JsonNode whole = file(file);
    if (!whole.has("question")) {
      return read(whole, NODES.objectNode());
    }
    requireOnly(whole, Set.of("question", "entities"), "the file");
    return read(whole.path("question"), whole.path("entities"));
  }

  private static Entity entity(JsonNode node, JsonNode entities, int depth) {
    if (depth > DEPTH) {
      throw new PolicyRefusedException("entities are in each other without an end");
    }
    if (node.isTextual()) {
      if (!entities.has(node.asText())) {
        throw new PolicyRefusedException("no entity has the name \"" + node.asText() + "\"");
      }
      return entity(entities.path(node.asText()), entities, depth + 1);
    }
    requireOnly(node, Set.of(TYPE, ID, ATTRIBUTES, IN), "an entity");
    Set<Entity> parents = new LinkedHashSet<>();
    if (node.has(IN) && !node.path(IN).isArray()) {
      throw new PolicyRefusedException("\"in\" of an entity is not an array");
    }
    node.path(IN).forEach(parent -> parents.add(entity(parent, entities, depth + 1)));
    return new Entity(
        text(node, TYPE, "an entity"),
        text(node, ID, "an entity"),
        node.has(ATTRIBUTES) ? values(node.path(ATTRIBUTES), "the attributes") : Map.of(),
        parents);
  }

  /** The members of an object as values of a question; arrays are sets. */
  static Map<String, Object> values(JsonNode object, String what) {
    if (!object.isObject()) {
      throw new PolicyRefusedException(what + " are not a JSON object");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    object
        .properties()
        .forEach(each -> values.put(each.getKey(), value(each.getKey(), each.getValue())));
    return values;
  }

  private static Object value(String name, JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> node.asText();
      case BOOLEAN -> node.asBoolean();
      case NUMBER -> {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
          throw new PolicyRefusedException("\"" + name + "\" is not a whole number of 64 bits");
        }
        yield node.asLong();
      }
      case ARRAY -> {
        Set<Object> set = new LinkedHashSet<>();
        node.forEach(element -> set.add(value(name, element)));
        yield set;
      }
      case OBJECT -> values(node, name);
      default -> throw new PolicyRefusedException("\"" + name + "\" has no value");
    };
  }

  /** The question in the form that {@link #read} reads. */
  static ObjectNode written(AccessRequest request) {
    ObjectNode question = NODES.objectNode().put(ACTION, request.action().text());
    question.set(SUBJECT, written(request.subject()));
    question.set(RESOURCE, written(request.resource()));
    question.set(CONTEXT, JSON.valueToTree(request.context()));
    return question;
  }

  /** The same on one line. */
  static String line(AccessRequest request) {
    return printed(written(request));
  }

  /** JSON in ASCII alone, which shows every character that is invisible. */
  static String printed(JsonNode node) {
    try {
      return ASCII.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can be written", e);
    }
  }

  private static ObjectNode written(Entity entity) {
    ObjectNode node = NODES.objectNode().put(TYPE, entity.type()).put(ID, entity.id());
    node.set(ATTRIBUTES, JSON.valueToTree(entity.attributes()));
    if (!entity.parents().isEmpty()) {
      ArrayNode parents = node.putArray(IN);
      entity.parents().forEach(parent -> parents.add(written(parent)));
    }
    return node;
  }

  /** The question in Cedar's JSON: principal, action, resource, context and entities. */
  static ObjectNode cedar(AccessRequest request) {
    Map<String, ObjectNode> entities = new LinkedHashMap<>();
    ObjectNode question = NODES.objectNode();
    question.set("principal", add(request.subject(), entities));
    question.set(ACTION, uid("Action", request.action().text()));
    question.set(RESOURCE, add(request.resource(), entities));
    question.set(CONTEXT, JSON.valueToTree(request.context()));
    question.putArray("entities").addAll(entities.values());
    return question;
  }

  /** As above, with the decision as the member {@code decided}. */
  static String answered(AccessRequest request, Decision decision) {
    ObjectNode question = cedar(request);
    ObjectNode decided = question.putObject("decided");
    decided.put("outcome", decision instanceof Decision.Permit ? "permit" : "deny");
    decided.set("reasons", JSON.valueToTree(decision.reasons()));
    decided.set("policies", JSON.valueToTree(decision.policies()));
    return printed(question);
  }

  /** Adds an entity that may come twice, once as subject and once as resource. */
  private static ObjectNode add(Entity entity, Map<String, ObjectNode> entities) {
    ObjectNode uid = uid(entity.type(), entity.id());
    ObjectNode node =
        entities.computeIfAbsent(
            uid.toString(),
            key -> {
              ObjectNode made = NODES.objectNode();
              made.set("uid", uid);
              made.putObject("attrs");
              made.putArray("parents");
              return made;
            });
    ((ObjectNode) node.path("attrs")).setAll((ObjectNode) JSON.valueToTree(entity.attributes()));
    entity
        .parents()
        .forEach(parent -> ((ArrayNode) node.path("parents")).add(add(parent, entities)));
    return uid;
  }

  private static ObjectNode uid(String type, String id) {
    return NODES.objectNode().put(TYPE, SchemaTypes.NAMESPACE + "::" + type).put(ID, id);
  }
}
