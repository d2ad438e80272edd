package org.bailiwick.injector.pod;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;

/** A JSON Patch (RFC 6902) of a pod, which has only operations of the kind {@code add}. */
final class PodPatch {
  private final JsonArrayBuilder operations = Json.createArrayBuilder();

  /** An object of the pod as it is, and its JSON Pointer (RFC 6901). */
  record Target(JsonObject object, String path) {}

  private void add(String path, JsonValue value) {
    operations.add(
        Json.createObjectBuilder().add("op", "add").add("path", path).add("value", value));
  }

  /** Puts the items at the end of a list, which is made if the object has none. */
  void append(Target target, String list, List<? extends JsonValue> items) {
    insert(target, list, items, "-");
  }

  /** Puts the items at the beginning of a list, in their order. */
  void prepend(Target target, String list, List<? extends JsonValue> items) {
    insert(target, list, items.reversed(), "0");
  }

  private void insert(Target target, String list, List<? extends JsonValue> items, String at) {
    if (items.isEmpty()) {
      return;
    }
    String path = target.path() + "/" + list;
    if (!PodJson.has(target.object(), list)) {
      // A null in its place is replaced, since add replaces a member that there is.
      add(path, JsonValue.EMPTY_JSON_ARRAY);
    }
    items.forEach(item -> add(path + "/" + at, item));
  }

  /** Sets a member of an object below the target, which is made if there is none. */
  void put(Target target, String object, String name, JsonValue value) {
    String path = target.path() + "/" + object;
    if (!PodJson.has(target.object(), object)) {
      add(path, JsonValue.EMPTY_JSON_OBJECT);
    }
    add(path + "/" + name.replace("~", "~0").replace("/", "~1"), value);
  }

  JsonArray build() {
    return operations.build();
  }
}
