package org.bailiwick.policy.review;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Entity;

/** The types of a schema, with common types resolved: what a question about an action holds. */
final class SchemaTypes {
  /** The namespace of the questions that nodes ask. */
  static final String NAMESPACE = "Bailiwick";

  private static final String PREFIX = NAMESPACE + "::";

  /** How deep types may stand in each other; Cedar refuses types that contain themselves. */
  private static final int DEPTH = 32;

  /** The type of a value. */
  sealed interface Type {}

  /** A type without parts, by the name that schemas use. */
  record Plain(String name) implements Type {
    @Override
    public String toString() {
      return name;
    }
  }

  record SetOf(Type element) implements Type {
    @Override
    public String toString() {
      return "Set<" + element + ">";
    }
  }

  record Members(SortedMap<String, Member> members) implements Type {

    /** Why these values do not fit, to be read after what has them; empty if they do. */
    Optional<String> fault(Map<?, ?> values) {
      for (Map.Entry<?, ?> value : values.entrySet()) {
        Member member = members.get(value.getKey());
        if (member == null) {
          return Optional.of("has " + value.getKey() + ", which the schema does not have");
        }
        if (!fits(member.type(), value.getValue())) {
          return Optional.of("has " + value.getKey() + ", which is not of type " + member.type());
        }
      }
      return members.entrySet().stream()
          .filter(each -> each.getValue().required() && !values.containsKey(each.getKey()))
          .findFirst()
          .map(each -> "lacks " + each.getKey());
    }

    @Override
    public String toString() {
      return members.entrySet().stream()
          .map(each -> each.getKey() + ": " + each.getValue())
          .collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /** A member of a record; an optional one may be absent. */
  record Member(Type type, boolean required) {
    @Override
    public String toString() {
      return required ? type.toString() : type + " (optional)";
    }
  }

  /** What an action applies to, and what its context holds. */
  record Applies(List<String> principals, List<String> resources, Members context) {}

  /** The attributes of an entity type, and the types of which its parents may be. */
  record Shape(Members attributes, List<String> parents) {}

  /** Whether a value is of a type; of extension types no value is, because questions have none. */
  private static boolean fits(Type type, Object value) {
    return switch (type) {
      case Members members -> value instanceof Map<?, ?> map && members.fault(map).isEmpty();
      case SetOf set ->
          value instanceof Set<?> all && all.stream().allMatch(each -> fits(set.element(), each));
      case Plain plain ->
          (plain.equals(TEXT) && value instanceof String)
              || (plain.equals(NUMBER) && (value instanceof Long || value instanceof Integer))
              || (plain.equals(TRUTH) && value instanceof Boolean);
    };
  }

  /** Why the schema has no such question; empty if none of its reasons is found here. */
  Optional<String> fault(AccessRequest request) {
    Applies applies = actions.get(request.action().text());
    if (applies == null) {
      return Optional.of("the action is not in the schema");
    }
    return fault("subject", request.subject(), applies.principals())
        .or(() -> fault("resource", request.resource(), applies.resources()))
        .or(() -> applies.context().fault(request.context()).map(fault -> "the context " + fault));
  }

  private Optional<String> fault(String what, Entity entity, List<String> types) {
    Shape shape = entities.get(entity.type());
    if (shape == null || !types.contains(entity.type())) {
      return Optional.of("the " + what + " is none of " + types);
    }
    return shape.attributes().fault(entity.attributes()).map(fault -> "the " + what + " " + fault);
  }

  static final Plain TEXT = new Plain("String");
  static final Plain NUMBER = new Plain("Long");
  static final Plain TRUTH = new Plain("Bool");

  private final SortedMap<String, Applies> actions = new TreeMap<>();
  private final SortedMap<String, Shape> entities = new TreeMap<>();

  SchemaTypes(JsonNode schema) {
    JsonNode space = schema.path(NAMESPACE);
    JsonNode common = space.path("commonTypes");
    space
        .path("entityTypes")
        .properties()
        .forEach(
            each ->
                entities.put(
                    each.getKey(),
                    new Shape(
                        members(each.getValue().path("shape"), common, 0),
                        names(each.getValue().path("memberOfTypes")))));
    space
        .path("actions")
        .properties()
        .forEach(each -> actions.put(each.getKey(), applies(each.getValue(), common)));
  }

  SortedMap<String, Applies> actions() {
    return actions;
  }

  SortedMap<String, Shape> entities() {
    return entities;
  }

  /** The schema as one line for each thing that can differ. */
  SortedMap<String, String> lines() {
    SortedMap<String, String> lines = new TreeMap<>();
    entities.forEach(
        (name, shape) -> {
          lines.put("entity " + name, shape.parents().isEmpty() ? "" : "in " + shape.parents());
          attributes("entity " + name + ", attribute ", shape.attributes(), lines);
        });
    actions.forEach(
        (name, applies) -> {
          lines.put("action " + name, applies.principals() + " on " + applies.resources());
          attributes("action " + name + ", context ", applies.context(), lines);
        });
    return lines;
  }

  private static void attributes(String prefix, Members members, Map<String, String> lines) {
    members.members().forEach((name, member) -> lines.put(prefix + name, member.toString()));
  }

  private static Applies applies(JsonNode action, JsonNode common) {
    JsonNode applies = action.path("appliesTo");
    return new Applies(
        names(applies.path("principalTypes")),
        names(applies.path("resourceTypes")),
        members(applies.path("context"), common, 0));
  }

  private static List<String> names(JsonNode array) {
    List<String> names = new ArrayList<>();
    array.forEach(name -> names.add(unqualified(name.asText())));
    return names;
  }

  /** The name of a type without the namespace of the nodes' questions. */
  static String unqualified(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }

  private static Members members(JsonNode type, JsonNode common, int depth) {
    return type(type, common, depth) instanceof Members members
        ? members
        : new Members(new TreeMap<>());
  }

  private static Type type(JsonNode type, JsonNode common, int depth) {
    if (depth > DEPTH) {
      return new Plain("type nested too deep");
    }
    String kind = type.path("type").asText();
    return switch (kind) {
      case "Set" -> new SetOf(type(type.path("element"), common, depth + 1));
      case "Record" -> {
        SortedMap<String, Member> members = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : type.path("attributes").properties()) {
          members.put(
              each.getKey(),
              new Member(
                  type(each.getValue(), common, depth + 1),
                  each.getValue().path("required").asBoolean(true)));
        }
        yield new Members(members);
      }
      case "EntityOrCommon", "Entity", "Extension" ->
          named(unqualified(type.path("name").asText()), common, depth);
      default -> named(unqualified(kind), common, depth);
    };
  }

  private static Type named(String name, JsonNode common, int depth) {
    if (common.has(name)) {
      return type(common.path(name), common, depth + 1);
    }
    String plain = name.replace("__cedar::", "");
    return new Plain(plain.equals("Boolean") ? TRUTH.name() : plain);
  }
}
