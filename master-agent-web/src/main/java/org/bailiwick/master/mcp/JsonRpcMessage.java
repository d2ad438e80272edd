package org.bailiwick.master.mcp;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A message of a client (JSON-RPC 2.0, as MCP narrows it): a request, or a notification, which has
 * no id. Batches are refused, since revision 2025-06-18 has none, and so are responses, since this
 * server asks clients nothing.
 *
 * @param id the JSON text of a string or integer; empty for a notification
 * @param params the members of {@code params} as JSON texts
 */
record JsonRpcMessage(Optional<String> id, String method, Map<String, String> params) {

  private static final Set<String> MEMBERS = Set.of("jsonrpc", "id", "method", "params");

  /** The greatest length of an id or token that a client may choose, as JSON text. */
  private static final int LONGEST_KEY = 256;

  private static final int LONGEST_TEXT = 1000;

  JsonRpcMessage {
    params = Map.copyOf(params);
  }

  /**
   * Reads a message; what is none is {@code malformed-request} with check {@code mcp-message}.
   *
   * @param body strict JSON
   */
  static JsonRpcMessage read(String body) {
    if (body.stripLeading().startsWith("[")) {
      throw malformed("mcp-batch", "MCP has no batches in the revisions that this server speaks.");
    }
    Map<String, String> members = JsonTexts.members(body, Integer.MAX_VALUE);
    if (members.containsKey("result") || members.containsKey("error")) {
      throw malformed("mcp-response", "This server has asked nothing.");
    }
    if (!MEMBERS.containsAll(members.keySet())) {
      throw malformed("mcp-message", "The message has a member that JSON-RPC does not define.");
    }
    if (!"\"2.0\"".equals(members.get("jsonrpc"))) {
      throw malformed("mcp-message", "The member jsonrpc must be \"2.0\".");
    }
    Optional<String> id = Optional.ofNullable(members.get("id"));
    if (id.isPresent() && !isKey(id.get())) {
      throw malformed("mcp-message", "The member id must be a short string or an integer.");
    }
    String method =
        text(members, "method")
            .orElseThrow(() -> malformed("mcp-message", "The member method must be a string."));
    return new JsonRpcMessage(id, method, params(members.get("params")));
  }

  /** Whether the text is that of a request for this method; what cannot be read is none. */
  static boolean isRequest(String body, String method) {
    try {
      JsonRpcMessage read = read(body);
      return read.id().isPresent() && read.method().equals(method);
    } catch (ProblemException e) {
      return false; // the resource refuses it and says why
    }
  }

  /** The string that this parameter is, if it is a string of at most 1000 characters of JSON. */
  Optional<String> text(String parameter) {
    return text(params, parameter);
  }

  /** The members of the object that this parameter is; none if it is absent or no object. */
  Map<String, String> object(String parameter) {
    String text = params.getOrDefault(parameter, "");
    return text.startsWith("{") ? JsonTexts.members(text, Integer.MAX_VALUE) : Map.of();
  }

  /** The string that is the value of this member, if it is a string and not too long. */
  static Optional<String> text(Map<String, String> members, String name) {
    return Optional.ofNullable(members.get(name))
        .filter(text -> text.length() <= LONGEST_TEXT && text.startsWith("\""))
        .map(text -> ((JsonString) StrictJson.value(text)).getString());
  }

  /** Whether this JSON text is a string or an integer that may be an id or a progress token. */
  static boolean isKey(String json) {
    if (json.length() > LONGEST_KEY) {
      return false;
    }
    JsonValue value = StrictJson.value(json);
    return value instanceof JsonString || (value instanceof JsonNumber it && it.isIntegral());
  }

  private static Map<String, String> params(String text) {
    if (text == null) {
      return Map.of();
    }
    if (!text.startsWith("{")) {
      throw malformed("mcp-message", "The member params must be an object.");
    }
    return JsonTexts.members(text, Integer.MAX_VALUE);
  }

  static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
