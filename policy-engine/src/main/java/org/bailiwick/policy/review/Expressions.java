package org.bailiwick.policy.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads Cedar expressions in their JSON form: what they ask for, and with what they compare it. */
final class Expressions {
  static final String LEFT = "left";
  static final String RIGHT = "right";
  static final String ARGUMENT = "arg";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Expressions() {}

  /** An entity that a policy names. */
  record Named(String type, String id) {}

  /**
   * The constants of policies.
   *
   * @param compared those that are compared with an attribute, by its path
   * @param others those of which it is not clear with what they are compared
   * @param entities the entities that are named
   */
  record Constants(
      Map<List<String>, Set<Object>> compared, Set<Object> others, Set<Named> entities) {
    Constants() {
      this(new LinkedHashMap<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    }

    void addAll(ReviewedPolicy policy) {
      scopeEntities(policy.principal(), entities);
      scopeEntities(policy.resource(), entities);
      policy.conditions().forEach(each -> collect(ReviewedPolicy.body(each), this));
    }
  }

  /** The operator of an expression. */
  static String operator(JsonNode expression) {
    return expression.isObject() && expression.size() == 1 ? expression.fieldNames().next() : "";
  }

  static JsonNode operand(JsonNode expression, String side) {
    return expression.path(operator(expression)).path(side);
  }

  /** The path of an attribute, which begins with principal, resource or context. */
  static Optional<List<String>> path(JsonNode expression) {
    return switch (operator(expression)) {
      case "Var" -> Optional.of(List.of(expression.path("Var").asText()));
      case ".", "has" ->
          path(operand(expression, LEFT))
              .map(
                  before -> {
                    List<String> path = new ArrayList<>(before);
                    path.add(operand(expression, "attr").asText());
                    return List.copyOf(path);
                  });
      default -> Optional.empty();
    };
  }

  /** Every attribute for which an expression asks. */
  static Set<List<String>> paths(JsonNode expression) {
    Set<List<String>> paths = new LinkedHashSet<>();
    collectPaths(expression, paths);
    return paths;
  }

  private static void collectPaths(JsonNode node, Set<List<String>> paths) {
    Optional<List<String>> path = path(node);
    if (path.isPresent()) {
      paths.add(path.get());
      return;
    }
    node.forEach(child -> collectPaths(child, paths));
  }

  /** The value of a literal, or the values of a set of literals. */
  static Optional<Object> literal(JsonNode expression) {
    return switch (operator(expression)) {
      case "Value" -> plain(expression.path("Value"));
      case "Set" -> {
        Set<Object> set = new LinkedHashSet<>();
        for (JsonNode element : expression.path("Set")) {
          literal(element).ifPresent(set::add);
        }
        yield Optional.of(set);
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Object> plain(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> Optional.of(value.asText());
      case BOOLEAN -> Optional.of(value.asBoolean());
      case NUMBER -> Optional.of(value.asLong());
      case OBJECT ->
          value.has("__entity") ? Optional.of(named(value.path("__entity"))) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The entity of an identifier in Cedar's JSON. */
  static Named named(JsonNode uid) {
    return new Named(SchemaTypes.unqualified(uid.path("type").asText()), uid.path("id").asText());
  }

  private static void scopeEntities(JsonNode scope, Set<Named> entities) {
    for (JsonNode uid : scope.findValues("entity")) {
      entities.add(named(uid));
    }
  }

  private static void collect(JsonNode node, Constants constants) {
    if (operator(node).equals("like")) {
      path(operand(node, LEFT))
          .ifPresent(path -> add(constants, path, pattern(operand(node, "pattern"))));
      return;
    }
    JsonNode left = operand(node, LEFT);
    JsonNode right = operand(node, RIGHT);
    if (compare(left, right, constants) || compare(right, left, constants)) {
      return;
    }
    literal(node).ifPresent(value -> addOther(constants, value));
    node.forEach(child -> collect(child, constants));
  }

  private static boolean compare(JsonNode attribute, JsonNode literal, Constants constants) {
    Optional<List<String>> path = path(attribute).filter(found -> found.size() > 1);
    Optional<Object> value = literal(literal);
    if (path.isEmpty() || value.isEmpty()) {
      return false;
    }
    add(constants, path.get(), value.get());
    return true;
  }

  private static void add(Constants constants, List<String> path, Object value) {
    Set<Object> compared = constants.compared().computeIfAbsent(path, key -> new LinkedHashSet<>());
    if (value instanceof Set<?> set) {
      compared.addAll(set);
    } else {
      compared.add(value);
    }
  }

  private static void addOther(Constants constants, Object value) {
    switch (value) {
      case Named named -> constants.entities().add(named);
      case Set<?> set -> set.forEach(each -> addOther(constants, each));
      default -> constants.others().add(value);
    }
  }

  /** Whether a comparison of numbers is true. */
  static boolean holds(String operator, long left, long right) {
    return switch (operator) {
      case "<" -> left < right;
      case "<=" -> left <= right;
      case ">" -> left > right;
      default -> left >= right;
    };
  }

  /** A text that a pattern matches: its literal parts, with nothing for the wildcards. */
  static String pattern(JsonNode pattern) {
    StringBuilder text = new StringBuilder();
    pattern.forEach(part -> text.append(part.path("Literal").asText("")));
    return text.toString();
  }

  /** What must all be true for the conditions of a policy: {@code &&} taken apart. */
  static List<JsonNode> conjuncts(ReviewedPolicy policy) {
    List<JsonNode> parts = new ArrayList<>();
    for (JsonNode condition : policy.conditions()) {
      split(ReviewedPolicy.body(condition), !ReviewedPolicy.isUnless(condition), parts);
    }
    return parts;
  }

  private static void split(JsonNode expression, boolean wanted, List<JsonNode> parts) {
    String operator = operator(expression);
    if (operator.equals("!")) {
      split(operand(expression, ARGUMENT), !wanted, parts);
    } else if (operator.equals(wanted ? "&&" : "||")) {
      split(operand(expression, LEFT), wanted, parts);
      split(operand(expression, RIGHT), wanted, parts);
    } else {
      parts.add(wanted ? expression : not(expression));
    }
  }

  private static JsonNode not(JsonNode expression) {
    ObjectNode not = NODES.objectNode();
    not.putObject("!").set(ARGUMENT, expression);
    return not;
  }

  /** A permit, in Cedar's JSON, whose only condition is this one. */
  static ObjectNode permit(JsonNode condition) {
    ObjectNode permit = unconditional();
    ObjectNode when = permit.putArray("conditions").addObject().put("kind", "when");
    when.set("body", condition);
    return permit;
  }

  /** A permit, in Cedar's JSON, whose only demand is this scope of principal or resource. */
  static ObjectNode permit(String variable, JsonNode scope) {
    ObjectNode permit = unconditional();
    permit.set(variable, scope);
    permit.putArray("conditions");
    return permit;
  }

  private static ObjectNode unconditional() {
    ObjectNode permit = NODES.objectNode().put("effect", "permit");
    for (String variable : List.of("principal", "action", "resource")) {
      permit.putObject(variable).put("op", "All");
    }
    return permit;
  }
}
