package org.bailiwick.injector.pod;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Set;

/**
 * Compares a part of a pod with the part that we would make. When the API server has applied a
 * patch, it adds defaults, and its admission of service accounts mounts their token into each
 * container.
 */
final class Made {
  /**
   * Members that an API server or its LimitRanger adds, none of which changes what runs, and as
   * whom.
   */
  private static final Set<String> DEFAULTS =
      Set.of(
          "terminationMessagePath",
          "terminationMessagePolicy",
          "timeoutSeconds",
          "successThreshold",
          "apiVersion",
          "defaultMode",
          "cpu",
          "memory",
          "ephemeral-storage");

  private static final String MOUNTS = "volumeMounts";
  private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

  private Made() {}

  /** Whether the part that was found is the one that we make, apart from defaults. */
  static boolean isSame(JsonValue made, JsonValue found) {
    if (made instanceof JsonObject object) {
      return found instanceof JsonObject other && isSameObject(object, other);
    }
    if (made instanceof JsonArray items) {
      return found instanceof JsonArray others && areSame(items, others);
    }
    return made.equals(found);
  }

  private static boolean isSameObject(JsonObject made, JsonObject found) {
    return made.keySet().stream()
            .allMatch(
                name ->
                    found.containsKey(name)
                        && (name.equals(MOUNTS)
                            ? areSame(made.getJsonArray(name), withoutToken(found.get(name)))
                            : isSame(made.get(name), found.get(name))))
        && found.keySet().stream()
            .allMatch(name -> made.containsKey(name) || DEFAULTS.contains(name));
  }

  private static List<JsonValue> withoutToken(JsonValue mounts) {
    return mounts instanceof JsonArray items
        ? items.stream().filter(mount -> !isTokenMount(mount)).toList()
        : List.of();
  }

  private static boolean isTokenMount(JsonValue mount) {
    return mount instanceof JsonObject object
        && object.getString("mountPath", "").equals(MOUNT_PATH)
        && !object.getString("name", SidecarParts.RESERVED).startsWith(SidecarParts.RESERVED)
        && object.getBoolean("readOnly", false)
        && Set.of("name", "mountPath", "readOnly").equals(object.keySet());
  }

  private static boolean areSame(List<? extends JsonValue> made, List<JsonValue> found) {
    if (made.size() != found.size()) {
      return false;
    }
    for (int i = 0; i < made.size(); i++) {
      if (!isSame(made.get(i), found.get(i))) {
        return false;
      }
    }
    return true;
  }
}
