package org.bailiwick.injector.pod;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Reads members of a pod; one that is null counts as absent, as for Kubernetes. */
final class PodJson {
  private PodJson() {}

  static boolean has(JsonObject parent, String name) {
    JsonValue found = parent.get(name);
    return found != null && found != JsonValue.NULL;
  }

  /** The object, empty if there is none. */
  static JsonObject object(JsonObject parent, String name) {
    if (!has(parent, name)) {
      return JsonValue.EMPTY_JSON_OBJECT;
    }
    if (parent.get(name) instanceof JsonObject object) {
      return object;
    }
    throw form(name);
  }

  /** The objects of a list, none if there is no list. */
  static List<JsonObject> objects(JsonObject parent, String name) {
    return array(parent, name).stream()
        .map(item -> item instanceof JsonObject object ? object : refuse(name))
        .toList();
  }

  static JsonArray array(JsonObject parent, String name) {
    if (!has(parent, name)) {
      return JsonValue.EMPTY_JSON_ARRAY;
    }
    if (parent.get(name) instanceof JsonArray array) {
      return array;
    }
    throw form(name);
  }

  static Optional<String> text(JsonObject parent, String name) {
    if (!has(parent, name)) {
      return Optional.empty();
    }
    if (parent.get(name) instanceof JsonString text) {
      return Optional.of(text.getString());
    }
    throw form(name);
  }

  static boolean isTrue(JsonObject parent, String name) {
    return JsonValue.TRUE.equals(parent.get(name));
  }

  private static JsonObject refuse(String name) {
    throw form(name);
  }

  private static ProblemException form(String name) {
    return refusal("pod-form", "The member " + name + " of the pod does not have its form.");
  }

  static ProblemException refusal(String check, String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, detail);
  }
}
