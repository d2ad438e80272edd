package org.bailiwick.master.mcp;

import jakarta.json.Json;
import org.bailiwick.contract.json.JsonTexts;

/**
 * A request that is answered in the form of MCP and not by a problem document: an error of
 * JSON-RPC, or a result that tells the caller's model what to do otherwise.
 */
final class McpRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** JSON-RPC 2.0 section 5.1. */
  static final int INVALID_REQUEST = -32_600;

  static final int METHOD_NOT_FOUND = -32_601;
  static final int INVALID_PARAMS = -32_602;

  private final String check;
  private final String answer;

  private McpRefusal(String check, String detail, String answer) {
    super(detail);
    this.check = check;
    this.answer = answer;
  }

  /** An error of JSON-RPC. */
  static McpRefusal error(JsonRpcMessage request, int code, String check, String detail) {
    String error =
        Json.createObjectBuilder().add("code", code).add("message", detail).build().toString();
    return new McpRefusal(
        check,
        detail,
        "{\"jsonrpc\":\"2.0\",\"id\":" + request.id().orElse("null") + ",\"error\":" + error + "}");
  }

  /** A result with {@code isError}, which models read, unlike errors. */
  static McpRefusal result(JsonRpcMessage request, String check, String detail) {
    return new McpRefusal(
        check,
        detail,
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + request.id().orElse("null")
            + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":"
            + JsonTexts.quoted(check + ": " + detail)
            + "}],\"isError\":true}}");
  }

  /** The code in the audit row. */
  String check() {
    return check;
  }

  /** The JSON of the answer. */
  String answer() {
    return answer;
  }
}
