package org.bailiwick.broker.mcp;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.broker.access.HttpCall;
import org.bailiwick.broker.outbound.BackEndAnswerStream;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndText;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The response to one request, as a JSON document or in a stream of events. Of other messages, a
 * ping is answered, and all else is passed over: the broker has offered the server nothing.
 */
final class McpAnswer {
  private static final int MOST_PINGS = 20;
  private static final int MOST_STREAMS = 10;
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

  private final int id;
  private final HttpCall call;
  private final Consumer<JsonObject> reply;
  private final EventStream.Position position;
  private int pings;
  private int streams;

  McpAnswer(int id, HttpCall call, Consumer<JsonObject> reply) {
    this.id = id;
    this.call = call;
    this.reply = reply;
    this.position = new EventStream.Position(call.bytes());
  }

  /** The response; empty if a stream has ended without it. */
  Optional<JsonObject> read(BackEndAnswerStream stream) {
    return switch (stream.mediaType()) {
      case "application/json" -> {
        BackEndText text = stream.text(call.bytes());
        yield Optional.of(
            response(text.text()).orElseThrow(() -> BackEndFault.unusable("mcp-answer", null)));
      }
      case "text/event-stream" -> fromEvents(new EventStream(stream, position));
      default -> throw BackEndFault.unusable("answer-type", null);
    };
  }

  private Optional<JsonObject> fromEvents(EventStream events) {
    streams++;
    Optional<String> data = events.next();
    while (data.isPresent()) {
      Optional<JsonObject> response =
          data.get().isBlank() ? Optional.empty() : response(data.get());
      if (response.isPresent()) {
        return response;
      }
      data = events.next();
    }
    return Optional.empty();
  }

  /**
   * The id of the event after which an interrupted stream goes on, when it is time to ask for it.
   *
   * @throws BackEndFault connection-lost if it cannot go on
   */
  String resumeAfter() {
    Duration pause =
        position.pause().compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : position.pause();
    String last =
        position.lastId().orElseThrow(() -> BackEndFault.perhapsDone("connection-lost", null));
    if (streams >= MOST_STREAMS || call.left().compareTo(pause) < 0) {
      throw BackEndFault.perhapsDone("answer-timeout", null);
    }
    try {
      Thread.sleep(pause);
      return last;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BackEndFault.perhapsDone("broker-stopping", e);
    }
  }

  private Optional<JsonObject> response(String text) {
    JsonObject message = message(call.checked(text));
    if (message.containsKey("method")) {
      answerPing(message);
      return Optional.empty();
    }
    boolean ours =
        message.get("id") instanceof JsonNumber number && number.toString().equals("" + id);
    return ours ? Optional.of(message) : Optional.empty();
  }

  private static JsonObject message(String text) {
    try {
      return StrictJson.object(text);
    } catch (ProblemException e) {
      throw BackEndFault.unusable("answer-json", e);
    }
  }

  private void answerPing(JsonObject message) {
    JsonValue asked = message.get("id");
    if (asked == null || !"ping".equals(message.getString("method", ""))) {
      return;
    }
    pings++;
    if (pings > MOST_PINGS) {
      throw BackEndFault.perhapsDone("mcp-answer", null);
    }
    reply.accept(
        Json.createObjectBuilder()
            .add("jsonrpc", "2.0")
            .add("id", asked)
            .add("result", JsonValue.EMPTY_JSON_OBJECT)
            .build());
  }
}
