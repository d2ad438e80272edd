package org.bailiwick.node.trust.limits;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * Reads limits from an operator's JSON. A member that nobody knows is a fault, since it may be a
 * misspelt limit.
 */
public final class LimitsReader {

  private static final int MOST_NAMES = 1000;
  private static final int LONGEST_NAME = 2048;
  private static final Set<String> ENTRY = Set.of("scopes");

  private LimitsReader() {}

  /**
   * Returns normally if the object has no other members than these.
   *
   * @throws IOException naming the members that are not known
   */
  public static void requireKnown(JsonObject object, Set<String> known) throws IOException {
    Set<String> unknown = new TreeSet<>(object.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IOException("unknown members: " + String.join(", ", unknown));
    }
  }

  /** The texts of an array. */
  public static List<String> texts(JsonObject object, String name) {
    return object.getJsonArray(name).getValuesAs(JsonString.class).stream()
        .map(JsonString::getString)
        .toList();
  }

  /** The scopes by name, {@code {"NAME": {"scopes": [...]}}}; without this member no list. */
  public static NamedScopes scopes(JsonObject object, String member) throws IOException {
    if (!object.containsKey(member)) {
      return NamedScopes.UNLISTED;
    }
    JsonObject list = object.getJsonObject(member);
    if (list.size() > MOST_NAMES) {
      throw new IOException(member + " has at most " + MOST_NAMES + " names");
    }
    Map<String, CapabilitySet> scopes = new HashMap<>();
    for (String name : list.keySet()) {
      if (name.isEmpty() || name.length() > LONGEST_NAME) {
        throw new IOException(member + ": a name is empty or too long");
      }
      JsonObject entry = list.getJsonObject(name);
      requireKnown(entry, ENTRY);
      scopes.put(name, CapabilitySet.parse(texts(entry, "scopes")));
    }
    return new NamedScopes(Optional.of(scopes));
  }
}
