package org.bailiwick.bench.domain;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.bailiwick.bench.load.Operation;
import org.bailiwick.bench.load.Request;

/**
 * Calls of one tool of an MCP server (Streamable HTTP, revision 2025-11-25): through Bailiwick, or
 * through another proxy in front of the same server. Each answer is compared with the expected one.
 */
final class ToolCalls implements Operation {
  private static final String REVISION = "2025-11-25";
  private static final String SESSION = "Mcp-Session-Id";
  private static final int OK = 200;
  private static final int MOST_SUMMED = 1000;

  private final Endpoint endpoint;
  private final String tool;
  private final AtomicLong ids = new AtomicLong();
  private volatile UnaryOperator<Request> named = request -> request;
  private volatile Message message;

  ToolCalls(Endpoint endpoint, String tool) {
    this.endpoint = endpoint;
    this.tool = tool;
  }

  /** Makes the requests of a caller who is authenticated for the next minutes. */
  @FunctionalInterface
  interface Endpoint {
    Message open() throws IOException;
  }

  /** A request that posts this message. */
  @FunctionalInterface
  interface Message {
    Request posting(String json);
  }

  /** Begins a session, if the server has sessions. */
  @Override
  public void prepare(int count) throws IOException {
    message = endpoint.open();
    named = request -> request;
    Request.Answer answer =
        send(
            "initialize",
            Json.createObjectBuilder()
                .add("protocolVersion", REVISION)
                .add("capabilities", Json.createObjectBuilder())
                .add(
                    "clientInfo",
                    Json.createObjectBuilder().add("name", "bench").add("version", "1"))
                .build());
    if (answer.status() != OK) {
      throw new IllegalStateException("no session: " + answer);
    }
    Optional<String> session = answer.header(SESSION);
    named = request -> session.map(id -> request.with(SESSION, id)).orElse(request);
    named
        .apply(message.posting("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"))
        .with("Accept", "application/json, text/event-stream")
        .with("MCP-Protocol-Version", REVISION)
        .send();
  }

  @Override
  public Outcome perform() {
    long first = ids.get() % MOST_SUMMED;
    try {
      Request.Answer answer =
          send(
              "tools/call",
              Json.createObjectBuilder()
                  .add("name", tool)
                  .add("arguments", Json.createObjectBuilder().add("a", first).add("b", 1))
                  .build());
      String expected = "The sum of %d and 1 is %d.".formatted(first, first + 1);
      if (answer.status() == OK && answer.body().contains(expected)) {
        return Outcome.GOOD;
      }
      System.err.println("a tool's call failed: " + answer.status() + " " + answer.body());
    } catch (IOException e) {
      System.err.println("a tool's call failed: " + e);
    }
    return Outcome.BAD;
  }

  private Request.Answer send(String method, JsonObject parameters) throws IOException {
    String json =
        Json.createObjectBuilder()
            .add("jsonrpc", "2.0")
            .add("id", ids.incrementAndGet())
            .add("method", method)
            .add("params", parameters)
            .build()
            .toString();
    return named
        .apply(message.posting(json))
        .with("Accept", "application/json, text/event-stream")
        .with("MCP-Protocol-Version", REVISION)
        .send();
  }
}
