package org.bailiwick.master.mcp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Everything that a node must know to go on with the stream of a call: the event id that a client
 * sends back as {@code Last-Event-ID} says it, so that each node can. It gives no right: who may
 * read the job is decided by the job's owner.
 *
 * @param requestId the JSON text of the id of the request, which the answer repeats
 * @param progressToken as JSON text
 */
record CallPosition(String jobId, String requestId, Optional<String> progressToken) {

  private static final int LONGEST = 2048;
  private static final int PARTS = 4;

  /** The id of an event that is sent so long after the job's beginning. */
  String eventId(long milliseconds) {
    return String.join(
        ".", jobId, encode(requestId), encode(progressToken.orElse("")), "" + milliseconds);
  }

  /** Reads an id of {@link #eventId}; another one is refused with check mcp-event-id. */
  static CallPosition read(String eventId) {
    String[] parts = eventId.split("\\.", -1);
    if (eventId.length() > LONGEST || parts.length != PARTS) {
      throw refused();
    }
    String id = decode(parts[1]);
    Optional<String> token = Optional.of(decode(parts[2])).filter(text -> !text.isEmpty());
    if (!isKey(id) || !token.map(CallPosition::isKey).orElse(true)) {
      throw refused();
    }
    return new CallPosition(parts[0], id, token);
  }

  private static boolean isKey(String text) {
    try {
      return JsonRpcMessage.isKey(text);
    } catch (ProblemException e) {
      return false;
    }
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String text) {
    try {
      return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw refused();
    }
  }

  private static ProblemException refused() {
    return JsonRpcMessage.malformed("mcp-event-id", "This server has sent no event with this id.");
  }
}
