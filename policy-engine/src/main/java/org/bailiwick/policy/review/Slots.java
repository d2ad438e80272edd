package org.bailiwick.policy.review;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * What can be chosen in a question about one action by one type of subject on one type of resource:
 * a slot for each attribute, with the values that are worth trying. These are the constants of the
 * policies, numbers one below and one above them, values that no policy names, and absence where
 * the schema allows it.
 */
final class Slots {
  static final String PRINCIPAL = "principal";
  static final String RESOURCE = "resource";
  static final String CONTEXT = "context";

  /** Names that are no attributes: no attribute of a question can begin with this sign. */
  static final String ID = "#id";

  static final String PARENTS = "#in";

  /** The value of an optional attribute that is absent. */
  static final Object ABSENT = new Object();

  /** The value of an optional record that is there; its members have slots of their own. */
  static final Object PRESENT = new Object();

  /** So many constants are tried by themselves in one slot at most; policies' own are always. */
  private static final int MOST_CONSTANTS = 48;

  private static final List<String> UNNAMED = List.of("x", "y");

  /** One thing to choose, and the values to choose from. */
  record Slot(SchemaTypes.Type type, boolean optional, List<Object> candidates) {}

  private final Action action;
  private final String subjectType;
  private final String resourceType;
  private final SchemaTypes schema;
  private final Expressions.Constants constants;
  private final Map<List<String>, Slot> slots = new LinkedHashMap<>();
  private String unfit;

  Slots(
      Action action,
      String subjectType,
      String resourceType,
      SchemaTypes schema,
      Expressions.Constants constants) {
    this.action = action;
    this.subjectType = subjectType;
    this.resourceType = resourceType;
    this.schema = schema;
    this.constants = constants;
    entity(PRINCIPAL, subjectType);
    entity(RESOURCE, resourceType);
    members(List.of(CONTEXT), schema.actions().get(action.text()).context());
  }

  String subjectType() {
    return subjectType;
  }

  String resourceType() {
    return resourceType;
  }

  Map<List<String>, Slot> all() {
    return slots;
  }

  /** Why no such question can be asked; empty if it can. */
  Optional<String> unfit() {
    return Optional.ofNullable(unfit);
  }

  /** The types of which the parents of principal or resource may be. */
  List<String> parentTypes(String variable) {
    SchemaTypes.Shape shape =
        schema.entities().get(variable.equals(PRINCIPAL) ? subjectType : resourceType);
    return shape == null ? List.of() : shape.parents();
  }

  private void entity(String variable, String type) {
    SchemaTypes.Shape shape = schema.entities().get(type);
    if (shape == null) {
      unfit = "the entity type " + type + " has another namespace";
      return;
    }
    List<Object> ids = new ArrayList<>(UNNAMED);
    Set<Object> parents = new LinkedHashSet<>();
    for (Expressions.Named named : constants.entities()) {
      if (named.type().equals(type) && ids.size() < MOST_CONSTANTS) {
        ids.add(named.id());
      } else if (shape.parents().contains(named.type()) && parents.size() < MOST_CONSTANTS) {
        parents.add(Set.of(named));
      }
    }
    slots.put(List.of(variable, ID), new Slot(SchemaTypes.TEXT, false, ids));
    parents.add(Set.of());
    slots.put(
        List.of(variable, PARENTS),
        new Slot(new SchemaTypes.Plain("parents"), false, List.copyOf(parents)));
    members(List.of(variable), shape.attributes());
  }

  private void members(List<String> before, SchemaTypes.Members members) {
    members
        .members()
        .forEach(
            (name, member) -> {
              List<String> path = new ArrayList<>(before);
              path.add(name);
              member(List.copyOf(path), member);
            });
  }

  private void member(List<String> path, SchemaTypes.Member member) {
    if (member.type() instanceof SchemaTypes.Members inner) {
      if (!member.required()) {
        slots.put(path, new Slot(inner, true, List.of(PRESENT, ABSENT)));
      }
      members(path, inner);
      return;
    }
    Optional<List<Object>> candidates = candidates(path, member.type());
    if (candidates.isEmpty()) {
      if (member.required()) {
        unfit = String.join(".", path) + " has the type " + member.type();
      }
      return;
    }
    List<Object> values = new ArrayList<>(candidates.get());
    if (!member.required()) {
      values.add(ABSENT);
    }
    slots.put(path, new Slot(member.type(), !member.required(), List.copyOf(values)));
  }

  private Optional<List<Object>> candidates(List<String> path, SchemaTypes.Type type) {
    if (type instanceof SchemaTypes.SetOf(SchemaTypes.Type element)) {
      return candidates(path, element).map(Slots::sets).or(() -> Optional.of(List.of(Set.of())));
    }
    if (type.equals(SchemaTypes.TRUTH)) {
      return Optional.of(List.of(true, false));
    }
    if (type.equals(SchemaTypes.TEXT)) {
      Set<Object> texts = new LinkedHashSet<>(UNNAMED);
      fitting(path, String.class).forEach(texts::add);
      texts.add("");
      return Optional.of(List.copyOf(texts));
    }
    if (type.equals(SchemaTypes.NUMBER)) {
      Set<Object> numbers = new LinkedHashSet<>(List.of(0L));
      fitting(path, Long.class).forEach(each -> numbers.addAll(around((Long) each)));
      return Optional.of(List.copyOf(numbers));
    }
    return Optional.empty();
  }

  /** A number, and those one below and one above it. */
  static List<Long> around(long number) {
    return List.of(
        number,
        number == Long.MAX_VALUE ? number : number + 1,
        number == Long.MIN_VALUE ? number : number - 1);
  }

  /** The constants that are compared with this attribute, then those compared with none. */
  private List<Object> fitting(List<String> path, Class<?> kind) {
    Set<Object> found = new LinkedHashSet<>(constants.compared().getOrDefault(path, Set.of()));
    found.addAll(constants.others());
    return found.stream().filter(kind::isInstance).limit(MOST_CONSTANTS).toList();
  }

  /** No element, each element alone, and all of them. */
  private static List<Object> sets(List<Object> elements) {
    List<Object> sets = new ArrayList<>();
    sets.add(Set.of());
    elements.forEach(each -> sets.add(Set.of(each)));
    sets.add(new LinkedHashSet<>(elements));
    return sets;
  }

  /** The question with these values; a slot without a value is absent. */
  AccessRequest question(Map<List<String>, Object> values) {
    Entity subject = built(PRINCIPAL, subjectType, values);
    Entity resource = built(RESOURCE, resourceType, values);
    if (subject.type().equals(resource.type()) && subject.id().equals(resource.id())) {
      // One entity cannot have two values of an attribute.
      resource = subject;
    }
    return new AccessRequest(
        subject,
        action,
        resource,
        record(List.of(CONTEXT), schema.actions().get(action.text()).context(), values));
  }

  private Entity built(String variable, String type, Map<List<String>, Object> values) {
    Set<Entity> parents = new LinkedHashSet<>();
    if (values.get(List.of(variable, PARENTS)) instanceof Set<?> named) {
      for (Object each : named) {
        if (each instanceof Expressions.Named(String parentType, String id)) {
          parents.add(Entity.of(parentType, id));
        }
      }
    }
    return new Entity(
        type,
        (String) values.getOrDefault(List.of(variable, ID), UNNAMED.getFirst()),
        record(List.of(variable), schema.entities().get(type).attributes(), values),
        parents);
  }

  private static Map<String, Object> record(
      List<String> before, SchemaTypes.Members members, Map<List<String>, Object> values) {
    Map<String, Object> record = new LinkedHashMap<>();
    members
        .members()
        .forEach(
            (name, member) -> {
              List<String> path = new ArrayList<>(before);
              path.add(name);
              Object value = values.getOrDefault(path, ABSENT);
              if (member.type() instanceof SchemaTypes.Members inner) {
                if (member.required() || value == PRESENT) {
                  record.put(name, record(List.copyOf(path), inner, values));
                }
              } else if (value != ABSENT) {
                record.put(name, value);
              }
            });
    return record;
  }
}
