package org.bailiwick.node.feed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.trust.VerificationKeys;

/**
 * Reads the authority's event stream by long polling (RFC 8936 section 2) over mutual TLS and calls
 * a listener. An event is acknowledged after the listener has returned; otherwise it is sent again.
 * A token that is not acceptable is reported to the authority; after such a poll the feed does not
 * count as up to date, so that the CRL decides. After a failure the feed polls again, with pauses
 * up to two seconds.
 */
public final class AuthorityFeed implements AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(AuthorityFeed.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(2);
  private static final int MAX_EVENTS = 100;
  private static final int OK = 200;

  private final FeedSettings settings;
  private final NodeHttp http;
  private final RevocationListener listener;
  private final Clock clock;
  private final SecurityEventReader reader;
  private final List<String> acknowledged = new ArrayList<>();
  private final Map<String, Object> refused = new LinkedHashMap<>();
  private volatile FeedState state = new FeedState(false, Optional.empty(), "not started");
  private Thread poller;

  public AuthorityFeed(
      FeedSettings settings, NodeHttp http, RevocationListener listener, Clock clock) {
    this.settings = settings;
    this.http = http;
    this.listener = listener;
    this.clock = clock;
    this.reader = new SecurityEventReader(settings, new VerificationKeys(this::jwks, clock));
  }

  public FeedState state() {
    return state;
  }

  /** Polls in a thread of its own until closed. */
  public synchronized void start() {
    if (poller == null) {
      poller =
          Thread.ofPlatform().daemon().name("authority-feed-" + settings.stream()).start(this::run);
    }
  }

  @Override
  public synchronized void close() {
    if (poller != null) {
      poller.interrupt();
      poller = null;
    }
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        poll();
        pause = FIRST_PAUSE;
      } catch (IOException | RuntimeException e) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        failed(e);
        if (!slept(pause)) {
          return;
        }
        pause =
            pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
      }
    }
  }

  private void failed(Exception failure) {
    state = new FeedState(false, state.heardAt(), fault(failure));
    LOG.warn("feed.poll-failed", Map.of("stream", settings.stream(), "reason", failure.toString()));
  }

  /** The text for {@code /health}, which anybody can read; it names no class. */
  private static String fault(Exception failure) {
    if (failure instanceof ProblemException problem) {
      return problem.check();
    }
    if (failure instanceof IOException) {
      return Optional.ofNullable(failure.getMessage()).orElse("the authority was not reached");
    }
    return "a fault of this node, in its log";
  }

  private static boolean slept(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Polls once: acknowledges the events of the last poll, waits for more, and calls the listener.
   * The first poll of a connection returns at once, since a node serves requests only when it has
   * all events.
   */
  void poll() throws IOException {
    String request =
        JsonText.of(
            Map.of(
                "maxEvents", MAX_EVENTS,
                "returnImmediately", !state.connected(),
                "ack", acknowledged,
                "setErrs", refused));
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(at("/v1/events/" + settings.stream() + "/poll"))
                .timeout(settings.longPoll())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request))
                .build(),
            settings.authority());
    if (answer.statusCode() != OK) {
      throw new IOException("the poll was answered with status " + answer.statusCode());
    }
    acknowledged.clear();
    refused.clear();
    Delivery delivery = Delivery.read(answer.body());
    delivery.sets().forEach(this::deliver);
    if (refused.isEmpty() && !delivery.moreAvailable()) {
      listener.upToDate(clock.instant());
    }
    state = new FeedState(true, Optional.of(clock.instant()), "");
  }

  /** Calls the listener; its exception ends the poll, and the authority sends the event again. */
  private void deliver(String id, String token) {
    Optional<RevocationEvent> event;
    try {
      event = reader.read(id, token);
    } catch (ProblemException e) {
      if (e.type() == ProblemType.DEPENDENCY_UNAVAILABLE) {
        throw e; // no keys to verify the event
      }
      LOG.warn("feed.event-refused", Map.of("id", id, "check", e.check()));
      // RFC 8936 section 2.6: the transmitter learns the reason.
      refused.put(id, Map.of("err", "invalid_request", "description", e.detail()));
      return;
    }
    event.ifPresent(listener::revoked);
    acknowledged.add(id);
  }

  private byte[] jwks() {
    return http.send(HttpRequest.newBuilder(at("/v1/events/jwks")).build(), settings.authority())
        .body();
  }

  private URI at(String path) {
    return URI.create(settings.authorityUrl() + path);
  }
}
