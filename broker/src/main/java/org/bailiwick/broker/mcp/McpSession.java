package org.bailiwick.broker.mcp;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.broker.access.HttpCall;
import org.bailiwick.broker.access.StatusRules;
import org.bailiwick.broker.outbound.BackEndAnswerStream;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.outbound.HeaderText;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;

/** A session with a server over streamable HTTP (MCP, revision 2025-11-25, "Transports"). */
final class McpSession implements AutoCloseable {
  private static final String VERSION = "2025-11-25";
  private static final Set<String> VERSIONS = Set.of(VERSION, "2025-06-18");
  private static final String SESSION = "Mcp-Session-Id";
  private static final String VERSION_FIELD = "MCP-Protocol-Version";
  private static final int LONGEST_ID = 256;
  private static final int INVALID_PARAMETERS = -32602;
  private static final int NOT_FOUND = 404;

  private final URI url;
  private final HttpCall call;
  private Optional<String> id = Optional.empty();
  private Optional<String> version = Optional.empty();
  private int requests;

  private McpSession(URI url, HttpCall call) {
    this.url = url;
    this.call = call;
  }

  /**
   * Opens a session.
   *
   * @throws BackEndFault mcp-version if the server speaks another revision
   */
  static McpSession open(URI url, HttpCall call) {
    McpSession session = new McpSession(url, call);
    try {
      session.initialize();
      return session;
    } catch (BackEndFault e) {
      session.close();
      throw e;
    }
  }

  private void initialize() {
    JsonObject result =
        request(
            "initialize",
            Json.createObjectBuilder()
                .add("protocolVersion", VERSION)
                .add("capabilities", JsonValue.EMPTY_JSON_OBJECT)
                .add(
                    "clientInfo",
                    Json.createObjectBuilder().add("name", "bailiwick-broker").add("version", "1"))
                .build());
    String offered = result.getString("protocolVersion", "");
    if (!VERSIONS.contains(offered)) {
      throw BackEndFault.refused("mcp-version", null);
    }
    version = Optional.of(offered);
    send(
        Json.createObjectBuilder()
            .add("jsonrpc", "2.0")
            .add("method", "notifications/initialized")
            .build());
  }

  /** Calls a tool; the key lets a server that knows it recognise a repetition. */
  JsonObject call(String tool, JsonObject arguments, String idempotencyKey) {
    JsonObject parameters =
        Json.createObjectBuilder()
            .add("name", tool)
            .add("arguments", arguments)
            .add(
                "_meta",
                Json.createObjectBuilder()
                    .add("org.bailiwick/idempotency-key", Sha256.base64url(idempotencyKey)))
            .build();
    try {
      return request("tools/call", parameters);
    } catch (ProblemException e) { // a secret was not there for a request that follows the first
      throw BackEndFault.perhapsDone(e.check(), e);
    }
  }

  /**
   * The result of a request.
   *
   * @throws BackEndFault the server's refusal, or the reason why there is no answer
   */
  JsonObject request(String method, JsonObject parameters) {
    requests++;
    JsonObjectBuilder message =
        Json.createObjectBuilder()
            .add("jsonrpc", "2.0")
            .add("id", requests)
            .add("method", method)
            .add("params", parameters);
    McpAnswer answer = new McpAnswer(requests, call, this::send);
    JsonObject response = response(post(message.build()), answer);
    if (response.get("error") instanceof JsonObject error) {
      throw refused(error);
    }
    if (response.get("result") instanceof JsonObject result) {
      return result;
    }
    throw BackEndFault.unusable("mcp-answer", null);
  }

  /** Reads the answer, and what follows at a stream that the server has interrupted. */
  private JsonObject response(BackEndRequest request, McpAnswer answer) {
    BackEndRequest next = request;
    while (true) {
      try (BackEndAnswerStream stream = call.open(next)) {
        requireOk(stream);
        stream.header(SESSION).ifPresent(this::keepId);
        Optional<JsonObject> response = answer.read(stream);
        if (response.isPresent()) {
          return response.get();
        }
      }
      next = withSession(BackEndRequest.of("GET", url)).with("Accept", "text/event-stream");
      next = next.with("Last-Event-ID", answer.resumeAfter());
    }
  }

  private void requireOk(BackEndAnswerStream stream) {
    if (stream.status() == NOT_FOUND && id.isPresent()) {
      throw BackEndFault.notDone("mcp-session-ended", null);
    }
    StatusRules.fault(stream.status(), stream.header("Retry-After"))
        .ifPresent(
            fault -> {
              throw fault;
            });
    stream.requirePlain();
  }

  private void keepId(String given) {
    if (given.length() > LONGEST_ID || !HeaderText.isValue(given)) {
      throw BackEndFault.refused("mcp-session", null);
    }
    id = Optional.of(given);
  }

  private static BackEndFault refused(JsonObject error) {
    boolean arguments =
        error.get("code") instanceof JsonNumber code && code.longValue() == INVALID_PARAMETERS;
    return BackEndFault.refused(arguments ? "input-rejected" : "tool-refused", null);
  }

  /** Sends a message that has no answer. */
  private void send(JsonObject message) {
    StatusRules.fault(call.exchange(post(message)).status(), Optional.empty())
        .ifPresent(
            fault -> {
              throw fault;
            });
  }

  private BackEndRequest post(JsonObject message) {
    return withSession(BackEndRequest.of("POST", url))
        .with("Accept", "application/json, text/event-stream")
        .with("application/json", message.toString().getBytes(StandardCharsets.UTF_8));
  }

  private BackEndRequest withSession(BackEndRequest request) {
    BackEndRequest result = request;
    if (id.isPresent()) {
      result = result.with(SESSION, id.get());
    }
    return version.isPresent() ? result.with(VERSION_FIELD, version.get()) : result;
  }

  /** Ends the session at the server, which ends it by itself if that fails. */
  @Override
  public void close() {
    if (id.isEmpty() || call.left().isNegative()) {
      return;
    }
    try {
      call.exchange(withSession(BackEndRequest.of("DELETE", url)));
    } catch (BackEndFault | ProblemException ignored) {
      return; // the call has its answer
    }
  }
}
