package org.bailiwick.broker.mcp;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.stream.Collectors;
import org.bailiwick.broker.access.HttpCall;
import org.bailiwick.broker.outbound.BackEndFault;

/** The output of a tool. Whatever a text of it says, it stays a text. */
final class ToolResult {
  private ToolResult() {}

  /**
   * The structured content, or the texts in the member {@code text}.
   *
   * @throws BackEndFault tool-error if the tool says that it failed; answer-content for images and
   *     other content that is no text
   */
  static String output(JsonObject result, HttpCall call) {
    if (result.getOrDefault("isError", JsonValue.FALSE) != JsonValue.FALSE) {
      throw BackEndFault.refused("tool-error", null);
    }
    if (result.get("structuredContent") instanceof JsonObject structured) {
      return call.checked(structured.toString());
    }
    if (!(result.get("content") instanceof JsonArray content)) {
      throw BackEndFault.unusable("answer-content", null);
    }
    String text = content.stream().map(ToolResult::text).collect(Collectors.joining("\n"));
    return call.checked(Json.createObjectBuilder().add("text", text).build().toString());
  }

  private static String text(JsonValue item) {
    if (item instanceof JsonObject object && "text".equals(object.getString("type", ""))) {
      return object.getString("text", "");
    }
    throw BackEndFault.unusable("answer-content", null);
  }
}
