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

  private void add(String path, JsonValue value) {
    operations.add(
        Json.createObjectBuilder().add("op", "add").add("path", path).add("value", value));
  }

  /** Puts the items at the end of a list, which is made if the object has none. */
  void append(JsonObject parent, String path, String list, List<? extends JsonValue> items) {
    insert(parent, path, list, items, "-");
  }

  /** Puts the items at the beginning of a list, in their order. */
  void prepend(JsonObject parent, String path, String list, List<? extends JsonValue> items) {
    insert(parent, path, list, items.reversed(), "0");
  }

  private void insert(
      JsonObject parent, String path, String list, List<? extends JsonValue> items, String at) {
    if (items.isEmpty()) {
      return;
    }
    if (!PodJson.has(parent, list)) {
      // A null in its place is replaced, since add replaces a member that there is.
      add(path + "/" + list, JsonValue.EMPTY_JSON_ARRAY);
    }
    items.forEach(item -> add(path + "/" + list + "/" + at, item));
  }

  /** Sets a member of an object, which is made if the parent has none. */
  void put(JsonObject parent, String path, String object, String name, JsonValue value) {
    if (!PodJson.has(parent, object)) {
      add(path + "/" + object, JsonValue.EMPTY_JSON_OBJECT);
    }
    add(path + "/" + object + "/" + name.replace("~", "~0").replace("/", "~1"), value);
  }

  JsonArray build() {
    return operations.build();
  }
}
