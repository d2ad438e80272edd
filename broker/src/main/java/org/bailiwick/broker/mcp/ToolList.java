package org.bailiwick.broker.mcp;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.broker.outbound.BackEndFault;

/** The tools that a server lists. */
final class ToolList {
  private static final int MOST_PAGES = 50;

  private ToolList() {}

  /**
   * The definition of the tool.
   *
   * @throws BackEndFault tool-missing, or tool-ambiguous when the server lists two of one name
   */
  static ToolDefinition find(McpSession session, String tool) {
    return only(all(session), tool);
  }

  /** The one definition of the tool among these elements of a list. */
  static ToolDefinition only(List<JsonObject> tools, String tool) {
    List<JsonObject> found =
        tools.stream().filter(each -> tool.equals(each.getString("name", ""))).toList();
    if (found.size() != 1) {
      throw BackEndFault.refused(found.isEmpty() ? "tool-missing" : "tool-ambiguous", null);
    }
    return ToolDefinition.of(found.getFirst());
  }

  /**
   * Refuses a tool that is no longer what was reviewed.
   *
   * @throws BackEndFault tool-changed
   */
  static void requireSame(McpSession session, ToolOperation operation) {
    try {
      if (find(session, operation.tool()).digest().equals(operation.sha256())) {
        return;
      }
    } catch (IllegalArgumentException e) { // a number that has no canonical text
      throw BackEndFault.refused("tool-changed", e);
    }
    throw BackEndFault.refused("tool-changed", null);
  }

  /** All tools, of all pages. */
  static List<JsonObject> all(McpSession session) {
    List<JsonObject> tools = new ArrayList<>();
    JsonObject parameters = JsonValue.EMPTY_JSON_OBJECT;
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonObject result = session.request("tools/list", parameters);
      tools.addAll(elements(result));
      if (!(result.get("nextCursor") instanceof JsonString cursor)) {
        return tools;
      }
      parameters = Json.createObjectBuilder().add("cursor", cursor).build();
    }
    throw BackEndFault.refused("tool-list", null);
  }

  /** The elements of the member {@code tools}. */
  static List<JsonObject> elements(JsonObject result) {
    if (!(result.get("tools") instanceof JsonArray array)) {
      throw BackEndFault.refused("tool-list", null);
    }
    return array.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList();
  }
}
