package org.bailiwick.policy.authzen;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The members of a JSON object of a message; a missing member is told from one of a wrong type. */
record Members(String place, Map<?, ?> members) {
  private static final int LONGEST = 1024;

  Optional<Members> object(String name) throws BadQuestionException {
    if (!members.containsKey(name)) {
      return Optional.empty();
    }
    if (members.get(name) instanceof Map<?, ?> object) {
      return Optional.of(new Members(inside(name), object));
    }
    throw new BadQuestionException(inside(name) + " is not an object.");
  }

  Members required(String name) throws BadQuestionException {
    Optional<Members> object = object(name);
    if (object.isEmpty()) {
      throw new BadQuestionException(inside(name) + " is missing.");
    }
    return object.get();
  }

  /** A text that names something; it is neither empty nor longer than 1,024 characters. */
  String name(String name) throws BadQuestionException {
    if (members.get(name) instanceof String text && !text.isEmpty() && text.length() <= LONGEST) {
      return text;
    }
    throw new BadQuestionException(
        inside(name) + " is not a text of 1 to " + LONGEST + " characters.");
  }

  /** Free members, with sets instead of lists, as policies read them. */
  Map<String, Object> free(String name) throws BadQuestionException {
    Optional<Members> object = object(name);
    return object.isEmpty() ? Map.of() : plain(object.get().members);
  }

  private static Map<String, Object> plain(Map<?, ?> members) {
    Map<String, Object> plain = new LinkedHashMap<>();
    members.forEach((name, value) -> plain.put(String.valueOf(name), plain(value)));
    return plain;
  }

  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> members) {
      return plain(members);
    }
    if (value instanceof Collection<?> list) {
      Set<Object> set = new LinkedHashSet<>();
      list.forEach(each -> set.add(plain(each)));
      return set;
    }
    return value;
  }

  private String inside(String name) {
    return place.isEmpty() ? name : place + "." + name;
  }

  EntityReference entity(String name) throws BadQuestionException {
    Members entity = required(name);
    return new EntityReference(entity.name("type"), entity.name("id"), entity.free("properties"));
  }

  ActionReference action() throws BadQuestionException {
    Members action = required("action");
    return new ActionReference(action.name("name"), action.free("properties"));
  }
}
