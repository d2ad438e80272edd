package org.bailiwick.broker.mcp;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.broker.testing.RecordedServer;
import org.bailiwick.broker.testing.TestBroker;

/** A server of tools that does as a test says; by default it has the tool {@code add}. */
final class ScriptedMcpServer implements AutoCloseable {
  static final String ADD =
      "{\"name\":\"add\",\"description\":\"Adds two numbers\","
          + "\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\"}}}}";

  private final RecordedServer server = RecordedServer.start(this::answer);
  private final Map<String, RecordedServer.Answers> scripts = new ConcurrentHashMap<>();
  private volatile String version = "2025-11-25";
  private volatile String tools = "[" + ADD + "]";

  String url() {
    return server.url() + "/mcp";
  }

  RecordedServer requests() {
    return server;
  }

  /** Lists these tools from now on, as a JSON array. */
  void list(String array) {
    tools = array;
  }

  void speak(String revision) {
    version = revision;
  }

  /** Answers requests of this method, or {@code GET}, so. */
  void on(String method, RecordedServer.Answers answers) {
    scripts.put(method, answers);
  }

  /** Answers calls of tools with this result. */
  void result(String json) {
    on(
        "tools/call",
        (exchange, request) -> RecordedServer.json(exchange, 200, response(request, json)));
  }

  /** How often a method was asked for. */
  long count(String method) {
    return server.requests().stream().filter(each -> method.equals(method(each))).count();
  }

  static String response(RecordedServer.Request request, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}"
        .formatted(TestBroker.object(request.body()).get("id"), result);
  }

  private static String method(RecordedServer.Request request) {
    if (!request.method().equals("POST")) {
      return request.method();
    }
    JsonObject message = TestBroker.object(request.body());
    return message.getString("method", "reply");
  }

  private void answer(HttpExchange exchange, RecordedServer.Request request) throws IOException {
    String method = method(request);
    RecordedServer.Answers script = scripts.get(method);
    if (script != null) {
      script.answer(exchange, request);
      return;
    }
    switch (method) {
      case "initialize" -> {
        exchange.getResponseHeaders().set("Mcp-Session-Id", "session-1");
        RecordedServer.json(
            exchange,
            200,
            response(
                request,
                "{\"protocolVersion\":\"%s\",\"capabilities\":{\"tools\":{}}}".formatted(version)));
      }
      case "tools/list" ->
          RecordedServer.json(exchange, 200, response(request, "{\"tools\":" + tools + "}"));
      case "tools/call" ->
          RecordedServer.json(
              exchange,
              200,
              response(request, "{\"content\":[{\"type\":\"text\",\"text\":\"3\"}]}"));
      default -> exchange.sendResponseHeaders(202, -1);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
