package org.bailiwick.ars.eventstream;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.bailiwick.ars.agentevent.EventType;
import org.bailiwick.ars.eventstream.EventStream.Delivery;
import org.bailiwick.ars.eventstream.EventStream.Method;
import org.bailiwick.ars.eventstream.EventStream.Progress;
import org.bailiwick.ars.eventstream.EventStream.Status;
import org.bailiwick.ars.eventstream.EventStream.Times;
import org.bailiwick.ars.eventstream.EventStream.Wanted;
import org.bailiwick.ars.policy.RegistryQuestion.Subscription;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.secretstore.SecretStore;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Makes, shows, changes and deletes streams for their receivers (SSF 1.0 section 8.1.1). A stream
 * begins at the registry's present state: what was before is read by a search.
 */
final class StreamControl {
  /** A stream is deleted, and its secret with it; nothing deletes a secret by time. */
  private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  private static final Duration PACE = Duration.ofSeconds(1);

  private final Parts parts;

  /**
   * The collaborators.
   *
   * @param revision the number of the registry's last change
   */
  record Parts(
      EventStreams streams,
      ReceiverRight right,
      SecretStore secrets,
      EventSettings settings,
      StreamView view,
      LongSupplier revision,
      Clock clock) {}

  /** An endpoint that is wrapped for a stream. */
  private record Wrapped(Delivery delivery, UnitOfWork insertion) {
    static final Wrapped NONE = new Wrapped(Delivery.POLL, em -> {});
  }

  StreamControl(Parts parts) {
    this.parts = parts;
  }

  /**
   * Makes a stream.
   *
   * @throws ProblemException policy-denied, malformed-request, too-many-requests, or
   *     signer-unavailable for a secret that cannot be wrapped
   */
  JsonObject create(VerifiedPeer peer, String body) {
    StreamRequest request = StreamRequest.parse(body);
    AuditEntry permit = parts.right().require(peer, Subscription.STREAM);
    Instant now = parts.clock().instant();
    String owner = peer.id().toString();
    parts.streams().of(owner).forEach(each -> requirePace(each.times().made(), now));
    String id = UUID.randomUUID().toString();
    if (request.pollUrl().isPresent()) {
      throw notTold();
    }
    EventStream.Proof shown = ReceiverRight.proof(peer);
    Wrapped wrapped = wrapped(id, shown, request);
    EventStream stream =
        new EventStream(
            id,
            owner,
            shown,
            wrapped.delivery(),
            new Wanted(
                request.events().orElseGet(EventType::uris), request.description().orElse("")),
            Status.ENABLED,
            Progress.at(parts.revision().getAsLong()),
            new Times(now, now, now, Instant.EPOCH));
    requireTold(request, stream, stream);
    parts.streams().add(stream, wrapped.insertion(), permit, row("event-stream.created", stream));
    return view(stream);
  }

  /** The receiver's stream of this identifier, or all of them. */
  JsonValue read(VerifiedPeer peer, Optional<String> id) {
    parts.right().requireStill(peer, Subscription.STREAM);
    String owner = peer.id().toString();
    if (id.isPresent()) {
      return view(parts.streams().require(owner, id.get()));
    }
    JsonArrayBuilder all = Json.createArrayBuilder();
    parts.streams().of(owner).forEach(stream -> all.add(view(stream)));
    return all.build();
  }

  /** Changes what the body has, and leaves the rest (PATCH). */
  JsonObject update(VerifiedPeer peer, String body) {
    StreamRequest request = StreamRequest.parse(body);
    return change(
        peer,
        request,
        known ->
            new Wanted(
                request.events().orElse(known.events()),
                request.description().orElse(known.description())),
        request.method().isPresent());
  }

  /** Replaces everything that a receiver says (PUT). */
  JsonObject replace(VerifiedPeer peer, String body) {
    StreamRequest request = StreamRequest.parse(body);
    Wanted wanted =
        new Wanted(request.events().orElseGet(EventType::uris), request.description().orElse(""));
    return change(peer, request, known -> wanted, true);
  }

  private JsonObject change(
      VerifiedPeer peer, StreamRequest request, UnaryOperator<Wanted> wanted, boolean delivery) {
    AuditEntry permit = parts.right().require(peer, Subscription.STREAM);
    Instant now = parts.clock().instant();
    EventStream before =
        parts.streams().require(peer.id().toString(), request.told().getString("stream_id", ""));
    requirePace(before.times().changed(), now);
    if (request.pollUrl().filter(url -> !url.equals(pollUrl(before))).isPresent()) {
      throw notTold();
    }
    Wrapped wrapped =
        delivery
            ? wrapped(before.id(), ReceiverRight.proof(peer), request)
            : new Wrapped(before.delivery(), em -> {});
    EventStream after = before.with(wanted.apply(before.wanted())).with(wrapped.delivery());
    requireTold(request, before, after);
    UnitOfWork secret =
        delivery && before.delivery().secretName().isPresent()
            ? em -> {
              SecretStore.deletion(before.delivery().secretName().get()).apply(em);
              wrapped.insertion().apply(em);
            }
            : wrapped.insertion();
    return view(
        parts
            .streams()
            .change(
                before.id(),
                known -> known.with(after.wanted()).with(after.delivery()).changedAt(now),
                secret,
                permit,
                row("event-stream.changed", after)));
  }

  /** Deletes the receiver's stream. */
  void delete(VerifiedPeer peer, String id) {
    AuditEntry permit = parts.right().require(peer, Subscription.STREAM);
    EventStream stream = parts.streams().require(peer.id().toString(), id);
    requirePace(stream.times().changed(), parts.clock().instant());
    parts.streams().remove(stream, permit, row("event-stream.removed", stream));
  }

  private Wrapped wrapped(String id, EventStream.Proof shown, StreamRequest request) {
    if (request.endpoint().isEmpty()) {
      return Wrapped.NONE;
    }
    Endpoint endpoint = request.endpoint().get();
    parts.right().requireAlone(shown);
    if (!parts.settings().receivers().origins().contains(endpoint.origin())) {
      throw StreamRequest.malformed(
          "stream-origin",
          "The operator of this domain has not listed the host and port of endpoint_url.");
    }
    String name = "event-stream/" + id + "/" + UUID.randomUUID();
    return new Wrapped(
        new Delivery(Method.PUSH, endpoint.origin().toString(), Optional.of(name)),
        parts.secrets().insertion(name, endpoint.secret(), NEVER));
  }

  /** The configuration as its receiver reads it, with the address but without the credential. */
  private JsonObject view(EventStream stream) {
    return parts.view().of(stream, stream.delivery().secretName().map(this::address));
  }

  private URI address(String secretName) {
    byte[] secret = parts.secrets().secretOrDecoy(Optional.of(secretName));
    try {
      return Endpoint.ofSecret(secret).url();
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private String pollUrl(EventStream stream) {
    return parts.view().pollUrl(stream.id()).toString();
  }

  /** What the registry has said must come back as it is, or not at all. */
  private void requireTold(StreamRequest request, EventStream before, EventStream after) {
    JsonObject known = parts.view().of(before, Optional.empty());
    JsonObject next = parts.view().of(after, Optional.empty());
    for (String name : StreamRequest.TOLD) {
      JsonValue said = request.told().get(name);
      if (said != null && !Objects.equals(said, known.get(name)) && !said.equals(next.get(name))) {
        throw notTold();
      }
    }
  }

  private static ProblemException notTold() {
    return StreamRequest.malformed(
        "stream-member-differs", "A member that the registry gives differs from what it gave");
  }

  static void requirePace(Instant last, Instant now) {
    requirePace(last, now, PACE);
  }

  /** A change writes an audit row, so there are not many. */
  static void requirePace(Instant last, Instant now, Duration pace) {
    Duration passed = Duration.between(last, now).abs();
    if (passed.compareTo(pace) < 0) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "event-stream-pace",
              "That was done less than " + pace.toSeconds() + " s ago; see Retry-After.")
          .after(pace.minus(passed));
    }
  }

  static AuditEntry row(String event, EventStream stream) {
    return EventStreams.about(event, stream, Outcome.DONE, "")
        .with("method", EventStreamRow.text(stream.delivery().method()))
        .with("origin", stream.delivery().origin());
  }
}
