package org.bailiwick.proxy.call;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bailiwick.proxy.rules.CallTarget;
import org.bailiwick.proxy.rules.JsonMembers;
import org.bailiwick.proxy.rules.Refusals;

/** A call that the agent requests. Only known members and listed headers are accepted. */
record CallRequest(
    String method,
    CallTarget target,
    Map<String, String> headers,
    Optional<String> body,
    Optional<String> token) {
  private static final Set<String> MEMBERS = Set.of("method", "url", "headers", "body", "token");

  /**
   * The headers that the agent may set. Authorization is missing, because the proxy sets it for a
   * handle, as are Host and hop-by-hop fields.
   */
  private static final Set<String> HEADERS =
      Set.of(
          "accept",
          "content-type",
          "idempotency-key",
          "if-match",
          "if-none-match",
          "txn-token",
          "x-request-id");

  private static final Pattern VALUE =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,8190}[\\x21-\\x7e])?");

  static CallRequest parse(String text) {
    JsonMembers members = JsonMembers.parse(text, MEMBERS);
    return new CallRequest(
        members.text("method"),
        CallTarget.parse(members.text("url")),
        members.value("headers").map(CallRequest::headers).orElse(Map.of()),
        members.value("body").map(CallRequest::body),
        members.optionalText("token"));
  }

  private static Map<String, String> headers(JsonValue value) {
    if (!(value instanceof JsonObject object)) {
      throw Refusals.malformed("member-form", "headers is not an object");
    }
    Map<String, String> headers = new TreeMap<>();
    for (Map.Entry<String, JsonValue> entry : object.entrySet()) {
      String name = entry.getKey().toLowerCase(Locale.ROOT);
      if (!HEADERS.contains(name)) {
        throw Refusals.denied("call-header", "Only these headers are sent: " + HEADERS);
      }
      if (!(entry.getValue() instanceof JsonString text)
          || !VALUE.matcher(text.getString()).matches()
          || headers.put(name, text.getString()) != null) {
        throw Refusals.malformed(
            "call-header-form", "A header is not a line of ASCII, or occurs twice");
      }
    }
    return headers;
  }

  /** The body: the content of a string, or the JSON text of an object or array. */
  private static String body(JsonValue value) {
    return switch (value) {
      case JsonString text -> text.getString();
      case JsonStructure json -> json.toString();
      default -> throw Refusals.malformed("member-form", "body is a string, an object or an array");
    };
  }

  /** Omits headers and body, which may have tokens. */
  @Override
  public String toString() {
    return "CallRequest[" + method + " " + target.origin() + target.path() + "]";
  }
}
