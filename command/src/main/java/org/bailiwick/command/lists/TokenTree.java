package org.bailiwick.command.lists;

import jakarta.json.JsonObject;
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
}
