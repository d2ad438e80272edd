package org.bailiwick.ars.eventstream;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.ars.agentevent.EventType;
import org.bailiwick.node.eventtransmitter.TransmitterMetadata;

/**
 * A stream as it is stored.
 *
 * @param owner the SPIFFE id of the receiver
 */
public record EventStream(
    String id,
    String owner,
    Proof proof,
    Delivery delivery,
    Wanted wanted,
    Status status,
    Progress progress,
    Times times) {

  /**
   * How the receiver proved itself last.
   *
   * @param certificate in PEM form
   * @param validatedBy the method of validation
   */
  public record Proof(String certificate, String validatedBy) {}

  /**
   * How tokens reach the receiver.
   *
   * @param origin where they are posted; empty for a receiver that polls
   * @param secretName the name of the secret with the address and the credential
   */
  public record Delivery(Method method, String origin, Optional<String> secretName) {
    static final Delivery POLL = new Delivery(Method.POLL, "", Optional.empty());
  }

  /** A method of delivery. */
  public enum Method {
    /** RFC 8935. */
    PUSH(TransmitterMetadata.PUSH),
    /** RFC 8936. */
    POLL(TransmitterMetadata.POLL);

    private final String urn;

    Method(String urn) {
      this.urn = urn;
    }

    public String urn() {
      return urn;
    }
  }

  /**
   * What the receiver has asked for.
   *
   * @param events the URIs of kinds of events, known or not
   */
  public record Wanted(List<String> events, String description) {
    public Wanted {
      events = List.copyOf(events);
    }

    /** The kinds that the stream has. */
    public Set<EventType> delivered() {
      return EventType.among(events);
    }
  }

  /** Whether events are sent (SSF 1.0 section 8.1.2). */
  public enum State {
    ENABLED,
    /** Events wait. */
    PAUSED,
    /** Events are not sent later either. */
    DISABLED
  }

  /**
   * The status of a stream.
   *
   * @param reason empty if none was given
   */
  public record Status(State state, String reason) {
    static final Status ENABLED = new Status(State.ENABLED, "");
  }

  /**
   * What the receiver has.
   *
   * @param position number of the last change of which it has every event
   * @param ahead the events after it that the receiver has, by their {@code jti}
   * @param verification the event by which the stream is to be verified; empty if it has it
   */
  public record Progress(long position, Set<String> ahead, Optional<Verification> verification) {
    public Progress {
      ahead = Set.copyOf(ahead);
    }

    static Progress at(long position) {
      return new Progress(position, Set.of(), Optional.empty());
    }
  }

  /**
   * An event of verification.
   *
   * @param id its {@code jti}
   * @param state what the receiver wants to see in it
   */
  public record Verification(String id, Optional<String> state) {}

  /**
   * Times of a stream.
   *
   * @param verified when a verification was asked for last
   * @param seen when the receiver was heard last, to the minute
   * @param changed when the receiver changed the stream last
   */
  public record Times(Instant made, Instant changed, Instant seen, Instant verified) {}

  /** Whether tokens are sent to the receiver now. */
  public boolean isEnabled() {
    return status.state() == State.ENABLED;
  }

  public boolean isPushed() {
    return delivery.method() == Method.PUSH;
  }

  EventStream with(Delivery other) {
    return new EventStream(id, owner, proof, other, wanted, status, progress, times);
  }

  EventStream with(Wanted other) {
    return new EventStream(id, owner, proof, delivery, other, status, progress, times);
  }

  EventStream with(Status other) {
    return new EventStream(id, owner, proof, delivery, wanted, other, progress, times);
  }

  EventStream with(Progress other) {
    return new EventStream(id, owner, proof, delivery, wanted, status, other, times);
  }

  EventStream changedAt(Instant now) {
    return at(new Times(times.made(), now, now, times.verified()));
  }

  EventStream verifiedAt(Instant now) {
    return at(new Times(times.made(), times.changed(), now, now));
  }

  EventStream seenAt(Instant now, Proof shown) {
    Times seen = new Times(times.made(), times.changed(), now, times.verified());
    return new EventStream(id, owner, shown, delivery, wanted, status, progress, seen);
  }

  private EventStream at(Times other) {
    return new EventStream(id, owner, proof, delivery, wanted, status, progress, other);
  }
}
