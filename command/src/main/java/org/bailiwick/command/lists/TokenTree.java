package org.bailiwick.command.lists;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Orders listed tokens as trees: each one after its parent, brothers by their age. */
final class TokenTree {
  private TokenTree() {}

  /** A token with the number of its ancestors that are listed too. */
  record Placed(int depth, JsonObject token) {

    /** The kind of the token, indented. */
    String label() {
      return "  ".repeat(depth) + token.getString("kind");
    }
  }

  /** The trees of these tokens, which are listed newest first; the newest tree is first. */
  static List<Placed> of(List<JsonObject> tokens) {
    Set<String> listed = new HashSet<>();
    tokens.forEach(token -> listed.add(token.getString("jti")));
    Map<String, List<JsonObject>> children = new HashMap<>();
    Deque<Placed> next = new ArrayDeque<>();
    for (JsonObject token : tokens) {
      addLeases(token, children);
      String parent = token.getString("parent", "");
      if (listed.contains(parent)) {
        children.computeIfAbsent(parent, jti -> new ArrayList<>()).add(token);
      } else {
        next.addLast(new Placed(0, token));
      }
    }
    List<Placed> placed = new ArrayList<>();
    while (!next.isEmpty()) {
      Placed one = next.removeFirst();
      placed.add(one);
      // The newest child is put first, and so the oldest is taken first.
      children
          .getOrDefault(one.token().getString("jti"), List.of())
          .forEach(child -> next.addFirst(new Placed(one.depth() + 1, child)));
    }
    return placed;
  }

  /** Leases, the oldest first, come before the tokens that descend from the same one. */
  private static void addLeases(JsonObject token, Map<String, List<JsonObject>> children) {
    if (token.containsKey("leases")) {
      List<JsonObject> below =
          children.computeIfAbsent(token.getString("jti"), jti -> new ArrayList<>());
      token
          .getJsonArray("leases")
          .getValuesAs(JsonObject.class)
          .reversed()
          .forEach(lease -> below.addLast(row(token, lease)));
    }
  }

  /** A lease with the members of a token that the table shows. */
  private static JsonObject row(JsonObject token, JsonObject lease) {
    JsonObjectBuilder row =
        Json.createObjectBuilder()
            .add("kind", "lease " + lease.getString("asset"))
            .add("jti", lease.getString("id"))
            .add("state", lease.getString("state"))
            .add("holder", lease.getString("name"))
            .add("scope", lease.getString("capability"))
            .add("issued_at", lease.getString("opened_at"))
            .add("expires_at", lease.getString("expires_at"));
    for (String member : List.of("job", "step")) {
      if (token.containsKey(member)) {
        row.add(member, token.getString(member));
      }
    }
    if (lease.containsKey("end_reason")) {
      row.add("end_reason", lease.getString("end_reason"));
    }
    return row.build();
  }
}
