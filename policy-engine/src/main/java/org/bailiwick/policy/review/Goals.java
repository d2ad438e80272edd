package org.bailiwick.policy.review;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Chooses values for which a policy is likely to apply, or not to. It follows the expressions
 * backwards and takes chances where there are several ways; whether the policy applies is then
 * asked of the decision point.
 */
final class Goals {
  /** One value in so many is chosen anew although an earlier goal chose it. */
  private static final int RARELY = 8;

  private final Slots slots;
  private final RandomGenerator random;
  private final Map<List<String>, Object> chosen = new LinkedHashMap<>();

  Goals(Slots slots, RandomGenerator random) {
    this.slots = slots;
    this.random = random;
  }

  /** Chooses so that this policy applies, or does not. */
  void reach(ReviewedPolicy policy, boolean applies) {
    List<JsonNode> conditions = new ArrayList<>();
    policy.conditions().forEach(conditions::add);
    if (applies) {
      scope(Slots.PRINCIPAL, policy.principal());
      scope(Slots.RESOURCE, policy.resource());
      conditions.forEach(each -> reach(ReviewedPolicy.body(each), !ReviewedPolicy.isUnless(each)));
    } else if (!conditions.isEmpty()) {
      JsonNode one = conditions.get(random.nextInt(conditions.size()));
      reach(ReviewedPolicy.body(one), ReviewedPolicy.isUnless(one));
    }
  }

  /**
   * All values: those that were chosen, and any for the others. What is optional and asked for by
   * no policy is mostly absent, so that a question shows what matters.
   */
  Map<List<String>, Object> complete(Set<List<String>> asked) {
    Map<List<String>, Object> values = new LinkedHashMap<>();
    slots
        .all()
        .forEach(
            (path, slot) -> {
              Object value = chosen.get(path);
              if (value == null) {
                boolean left =
                    slot.optional() && !asked.contains(path) && random.nextInt(RARELY) != 0;
                value = left ? Slots.ABSENT : any(slot.candidates());
              }
              values.put(path, value);
            });
    return values;
  }

  private <T> T any(List<T> candidates) {
    return candidates.get(random.nextInt(candidates.size()));
  }

  private void scope(String variable, JsonNode scope) {
    switch (scope.path("op").asText()) {
      case "==" -> set(List.of(variable, Slots.ID), scope.path("entity").path("id").asText());
      case "in" -> beIn(variable, Expressions.named(scope.path("entity")));
      case "is" -> {
        if (scope.has("in")) {
          beIn(variable, Expressions.named(scope.path("in").path("entity")));
        }
      }
      default -> {}
    }
  }

  private void beIn(String variable, Expressions.Named named) {
    if (slots.parentTypes(variable).contains(named.type())) {
      Set<Object> parents = new LinkedHashSet<>();
      if (chosen.get(List.of(variable, Slots.PARENTS)) instanceof Set<?> before) {
        parents.addAll(before);
      }
      parents.add(named);
      chosen.put(List.of(variable, Slots.PARENTS), parents);
    } else {
      set(List.of(variable, Slots.ID), named.id());
    }
  }

  private void reach(JsonNode expression, boolean wanted) {
    JsonNode left = Expressions.operand(expression, Expressions.LEFT);
    JsonNode right = Expressions.operand(expression, Expressions.RIGHT);
    switch (Expressions.operator(expression)) {
      case "&&" -> both(left, right, wanted, true);
      case "||" -> both(left, right, wanted, false);
      case "!" -> reach(Expressions.operand(expression, Expressions.ARGUMENT), !wanted);
      case "if-then-else" -> branch(expression, wanted);
      case "has" -> Expressions.path(expression).ifPresent(path -> has(path, wanted));
      case "." -> Expressions.path(expression).ifPresent(path -> set(path, wanted));
      case "==" -> equal(left, right, wanted);
      case "!=" -> equal(left, right, !wanted);
      case "<", "<=", ">", ">=" -> compare(expression, wanted);
      case "contains", "containsAny", "containsAll" -> contain(left, right, wanted);
      case "isEmpty" -> empty(Expressions.operand(expression, Expressions.ARGUMENT), wanted);
      case "in" -> in(left, right, wanted);
      case "like" -> {
        String like = Expressions.pattern(Expressions.operand(expression, "pattern"));
        Expressions.path(left).ifPresent(path -> set(path, wanted ? like : "x"));
      }
      default -> {}
    }
  }

  private void both(JsonNode left, JsonNode right, boolean wanted, boolean and) {
    if (wanted == and) {
      reach(left, wanted);
      reach(right, wanted);
    } else if (random.nextBoolean()) {
      reach(left, wanted);
    } else {
      // What stands on the left is often a guard without which the right cannot be evaluated.
      reach(left, and);
      reach(right, wanted);
    }
  }

  private void branch(JsonNode expression, boolean wanted) {
    boolean then = random.nextBoolean();
    reach(Expressions.operand(expression, "if"), then);
    reach(Expressions.operand(expression, then ? "then" : "else"), wanted);
  }

  private void has(List<String> path, boolean wanted) {
    Slots.Slot slot = slots.all().get(path);
    if (slot == null || !slot.optional()) {
      return;
    }
    if (!wanted) {
      set(path, Slots.ABSENT);
    } else if (chosen.getOrDefault(path, Slots.ABSENT) == Slots.ABSENT) {
      set(path, any(slot.candidates().stream().filter(each -> each != Slots.ABSENT).toList()));
    }
  }

  private void equal(JsonNode left, JsonNode right, boolean wanted) {
    Optional<List<String>> one = Expressions.path(left).map(Goals::orId);
    Optional<List<String>> other = Expressions.path(right).map(Goals::orId);
    if (one.isPresent() && other.isPresent()) {
      Object value = chosen.get(one.get());
      if (value == null || value == Slots.ABSENT) {
        value = another(one.get(), List.of()).orElse("x");
      }
      set(one.get(), value);
      Optional<Object> different = another(other.get(), List.of(value));
      set(other.get(), wanted ? value : different.orElse("y"));
      return;
    }
    List<String> path = one.or(() -> other).orElse(List.of());
    Object value = Expressions.literal(one.isPresent() ? right : left).orElse(Slots.ABSENT);
    if (value instanceof Expressions.Named(String type, String id)) {
      set(path, wanted ? id : type + "-other");
    } else if (value != Slots.ABSENT) {
      set(path, wanted ? value : another(path, List.of(value)).orElse(value));
    }
  }

  private static List<String> orId(List<String> path) {
    return path.size() == 1 ? List.of(path.getFirst(), Slots.ID) : path;
  }

  /** A value that is none of these. */
  private Optional<Object> another(List<String> path, List<Object> than) {
    Slots.Slot slot = slots.all().get(path);
    if (slot == null) {
      return Optional.empty();
    }
    List<Object> others =
        slot.candidates().stream()
            .filter(each -> each != Slots.ABSENT && !than.contains(each))
            .toList();
    return others.isEmpty() ? Optional.empty() : Optional.of(any(others));
  }

  private void compare(JsonNode expression, boolean wanted) {
    String operator = Expressions.operator(expression);
    JsonNode left = Expressions.operand(expression, Expressions.LEFT);
    JsonNode right = Expressions.operand(expression, Expressions.RIGHT);
    boolean onLeft = Expressions.path(left).isPresent();
    Optional<Object> constant = Expressions.literal(onLeft ? right : left);
    Optional<List<String>> path = Expressions.path(onLeft ? left : right);
    if (path.isPresent() && constant.orElse("") instanceof Long bound) {
      List<Long> fitting =
          Slots.around(bound).stream()
              .filter(
                  value ->
                      wanted
                          == (onLeft
                              ? Expressions.holds(operator, value, bound)
                              : Expressions.holds(operator, bound, value)))
              .toList();
      if (!fitting.isEmpty()) {
        set(path.get(), any(fitting));
      }
    }
  }

  private void contain(JsonNode container, JsonNode contained, boolean wanted) {
    Optional<List<String>> set = Expressions.path(container);
    Optional<List<String>> element = Expressions.path(contained);
    Optional<Object> literal = Expressions.literal(set.isPresent() ? contained : container);
    if (set.isPresent() && element.isPresent()) {
      copyInto(set.get(), element.get(), wanted);
    } else if (set.isPresent() && literal.isPresent()) {
      Set<?> values = literal.get() instanceof Set<?> many ? many : Set.of(literal.get());
      set(set.get(), wanted ? values : Set.of());
    } else if (element.isPresent() && literal.orElse("") instanceof Set<?> values) {
      among(element.get(), new ArrayList<>(values), wanted);
    }
  }

  private void among(List<String> path, List<Object> values, boolean wanted) {
    if (!wanted) {
      another(path, values).ifPresent(value -> set(path, value));
    } else if (!values.isEmpty()) {
      Object one = any(values);
      set(path, isSet(path) ? Set.of(one) : one);
    }
  }

  private boolean isSet(List<String> path) {
    Slots.Slot slot = slots.all().get(path);
    return slot != null && slot.type() instanceof SchemaTypes.SetOf;
  }

  private void copyInto(List<String> set, List<String> element, boolean wanted) {
    Object value = chosen.get(element);
    if (value == null || value == Slots.ABSENT) {
      value = another(element, List.of()).orElse(Slots.ABSENT);
    }
    if (value != Slots.ABSENT) {
      set(element, value);
      set(set, wanted ? (isSet(element) ? value : Set.of(value)) : Set.of());
    }
  }

  private void empty(JsonNode argument, boolean wanted) {
    Expressions.path(argument)
        .ifPresent(
            path ->
                set(path, wanted ? Set.of() : another(path, List.of(Set.of())).orElse(Set.of())));
  }

  private void in(JsonNode left, JsonNode right, boolean wanted) {
    Optional<List<String>> path = Expressions.path(left).filter(found -> found.size() == 1);
    if (path.isEmpty()) {
      return;
    }
    String variable = path.get().getFirst();
    if (!wanted) {
      set(List.of(variable, Slots.PARENTS), Set.of());
      return;
    }
    List<Object> named =
        switch (Expressions.literal(right).orElse(Set.of())) {
          case Set<?> many -> new ArrayList<>(many);
          case Object one -> List.of(one);
        };
    if (!named.isEmpty() && any(named) instanceof Expressions.Named one) {
      beIn(variable, one);
    }
  }

  /** Chooses a value, mostly only if no earlier goal has chosen one, and what it is a part of. */
  private void set(List<String> path, Object value) {
    if (!slots.all().containsKey(path)) {
      return;
    }
    for (int length = 2; length < path.size(); length++) {
      List<String> part = path.subList(0, length);
      if (slots.all().containsKey(part)) {
        chosen.putIfAbsent(List.copyOf(part), Slots.PRESENT);
      }
    }
    if (!chosen.containsKey(path) || random.nextInt(RARELY) == 0) {
      chosen.put(path, value);
    }
  }
}
