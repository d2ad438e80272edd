package org.bailiwick.master.mcp;

import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.JsonTexts;

/**
 * The request {@code tools/call}.
 *
 * @param arguments a JSON object as text
 * @param purpose of the job, as its audit rows have it
 * @param key the Idempotency-Key of the job; empty for a client without session that names none
 * @param progressToken the JSON text of the token under which the client wants to hear of progress
 */
record ToolCall(
    String tool,
    String arguments,
    String purpose,
    Optional<String> key,
    Optional<String> progressToken) {

  /** The member of {@code _meta} with an Idempotency-Key of the client's own. */
  static final String KEY = "bailiwick/idempotency-key";

  /** The member of {@code _meta} with the purpose of the job. */
  private static final String PURPOSE = "bailiwick/purpose";

  private static final String META = "_meta";
  private static final String NO_ARGUMENTS = "{}";

  /** Reads a request; a fault is the JSON-RPC error -32602. */
  static ToolCall read(JsonRpcMessage request, Optional<String> session) {
    String tool = request.text("name").orElseThrow(() -> invalid(request, "name is no string."));
    String arguments = request.params().getOrDefault("arguments", NO_ARGUMENTS);
    if (!arguments.startsWith("{")) {
      throw invalid(request, "arguments is no object.");
    }
    Map<String, String> meta = request.object(META);
    Optional<String> token = Optional.ofNullable(meta.get("progressToken"));
    if (token.isPresent() && !JsonRpcMessage.isKey(token.get())) {
      throw invalid(request, "progressToken is no short string or integer.");
    }
    if (meta.containsKey(KEY) && JsonRpcMessage.text(meta, KEY).isEmpty()) {
      throw invalid(request, KEY + " is no string.");
    }
    return new ToolCall(
        tool,
        arguments,
        JsonRpcMessage.text(meta, PURPOSE).orElse("MCP tool " + tool),
        key(request.object(META), session, request.id().orElse("")),
        token);
  }

  /**
   * The key under which the job of a request is found again: the client's own, or one that is made
   * of the session and the id, which no two requests of a session share (MCP, base protocol,
   * "Requests"). So a request that is sent twice is one job, and a cancellation finds the job at
   * every node.
   *
   * @param id JSON text
   */
  static Optional<String> key(Map<String, String> meta, Optional<String> session, String id) {
    return JsonRpcMessage.text(meta, KEY)
        .or(() -> session.map(named -> "mcp-" + Sha256.hex(named + "\n" + id)));
  }

  /** The key of the request that the notification {@code notifications/cancelled} is about. */
  static Optional<String> cancelled(JsonRpcMessage notification, Optional<String> session) {
    String id = notification.params().getOrDefault("requestId", "");
    return key(notification.object(META), session.filter(named -> !id.isEmpty()), id);
  }

  /** The body of the job. */
  String job(String steps) {
    return "{\"purpose\":" + JsonTexts.quoted(purpose) + ",\"steps\":" + steps + "}";
  }

  private static McpRefusal invalid(JsonRpcMessage request, String detail) {
    return McpRefusal.error(request, McpRefusal.INVALID_PARAMS, "mcp-params", detail);
  }
}
