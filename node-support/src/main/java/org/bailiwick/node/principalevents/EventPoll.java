package org.bailiwick.node.principalevents;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.feed.Delivery;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.Partner.EventStream;

/**
 * Polls the events of one server (RFC 8936 section 2.4), each time for those that are there. What
 * was taken or refused is told to the server with the next poll.
 */
public final class EventPoll {
  private static final int MAX_EVENTS = 100;

  /** Learns of events; an exception leaves the event to the next poll. */
  public interface Listener {

    /** What the server tells of a principal. */
    void told(PrincipalEvent event);

    /** A token that is not acceptable, by this check. */
    void refused(String id, String check);
  }

  private final AuthorizationServer server;
  private final EventStream stream;
  private final GuardedFetch fetch;
  private final PrincipalEventReader reader;
  private final List<String> acknowledged = new ArrayList<>();
  private final Map<String, Object> errors = new LinkedHashMap<>();

  /** The poll of a server that has a stream. */
  public EventPoll(AuthorizationServer server, JwtKeys keys, GuardedFetch fetch, Clock clock) {
    this.server = server;
    this.stream = server.events().orElseThrow();
    this.fetch = fetch;
    this.reader = new PrincipalEventReader(server, stream, keys, clock);
  }

  /**
   * Polls once.
   *
   * @return whether the server has more events
   * @throws IOException or ProblemException when server, token file or keys cannot be read
   */
  public boolean poll(Listener listener) throws IOException {
    String request =
        JsonText.of(
            Map.of(
                "maxEvents",
                MAX_EVENTS,
                "returnImmediately",
                true,
                "ack",
                List.copyOf(acknowledged),
                "setErrs",
                Map.copyOf(errors)));
    byte[] answer =
        fetch.postConfigured(
            stream.pollUri(), server.tlsAnchors(), new GuardedFetch.Post(request, bearer()));
    acknowledged.clear();
    errors.clear();
    Delivery delivery = Delivery.read(answer);
    delivery.sets().forEach((id, token) -> deliver(id, token, listener));
    return delivery.moreAvailable();
  }

  private void deliver(String id, String token, Listener listener) {
    try {
      reader.read(id, token).ifPresent(listener::told);
      acknowledged.add(id);
    } catch (ProblemException e) {
      if (e.type() != ProblemType.MALFORMED_REQUEST) {
        throw e; // the token was not judged, or not taken
      }
      errors.put(id, Map.of("err", "invalid_request", "description", e.detail()));
      listener.refused(id, e.check());
    }
  }

  private Optional<String> bearer() throws IOException {
    return stream.tokenFile().isEmpty()
        ? Optional.empty()
        : Optional.of(Files.readString(stream.tokenFile().get()).strip());
  }
}
