package org.bailiwick.ars.eventstream;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.ars.eventstream.EventStream.Delivery;
import org.bailiwick.ars.eventstream.EventStream.Method;
import org.bailiwick.ars.eventstream.EventStream.Progress;
import org.bailiwick.ars.eventstream.EventStream.Proof;
import org.bailiwick.ars.eventstream.EventStream.State;
import org.bailiwick.ars.eventstream.EventStream.Status;
import org.bailiwick.ars.eventstream.EventStream.Times;
import org.bailiwick.ars.eventstream.EventStream.Verification;
import org.bailiwick.ars.eventstream.EventStream.Wanted;
import org.bailiwick.node.audit.InstantColumn;

/** The row of a stream; neither URIs of events nor identifiers of tokens have a space. */
@Entity
@Table(name = "event_stream")
class EventStreamRow {
  private static final String SEPARATOR = " ";

  @Id
  @Column(name = "stream_id")
  private String id;

  private String owner;
  private String certificate;

  @Column(name = "validated_by")
  private String validatedBy;

  private String method;
  private String origin;

  @Column(name = "secret_name")
  private String secretName;

  private String events;
  private String description;
  private String state;
  private String reason;
  private long position;
  private String ahead;

  @Column(name = "verification_id")
  private String verificationId;

  @Column(name = "verification_state")
  private String verificationState;

  @Convert(converter = InstantColumn.class)
  @Column(name = "verified_at")
  private Instant verifiedAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "seen_at")
  private Instant seenAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "made_at")
  private Instant madeAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "changed_at")
  private Instant changedAt;

  protected EventStreamRow() {}

  EventStreamRow(EventStream stream) {
    id = stream.id();
    owner = stream.owner();
    madeAt = InstantColumn.stored(stream.times().made());
    take(stream);
  }

  /** Becomes what the stream is, whose identifier and owner are those of the row. */
  final void take(EventStream stream) {
    certificate = stream.proof().certificate();
    validatedBy = stream.proof().validatedBy();
    method = text(stream.delivery().method());
    origin = stream.delivery().origin();
    secretName = stream.delivery().secretName().orElse(null);
    events = String.join(SEPARATOR, stream.wanted().events());
    description = stream.wanted().description();
    state = text(stream.status().state());
    reason = stream.status().reason();
    position = stream.progress().position();
    ahead = String.join(SEPARATOR, new TreeSet<>(stream.progress().ahead()));
    verificationId = stream.progress().verification().map(Verification::id).orElse(null);
    verificationState = stream.progress().verification().flatMap(Verification::state).orElse(null);
    verifiedAt = InstantColumn.stored(stream.times().verified());
    seenAt = InstantColumn.stored(stream.times().seen());
    changedAt = InstantColumn.stored(stream.times().changed());
  }

  EventStream stored() {
    return new EventStream(
        id,
        owner,
        new Proof(certificate, validatedBy),
        new Delivery(
            Method.valueOf(method.toUpperCase(Locale.ROOT)),
            origin,
            Optional.ofNullable(secretName)),
        new Wanted(words(events), description),
        new Status(State.valueOf(state.toUpperCase(Locale.ROOT)), reason),
        new Progress(
            position,
            Set.copyOf(words(ahead)),
            Optional.ofNullable(verificationId)
                .map(known -> new Verification(known, Optional.ofNullable(verificationState)))),
        new Times(madeAt, changedAt, seenAt, verifiedAt));
  }

  static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(SEPARATOR, -1)).filter(word -> !word.isEmpty()).toList();
  }
}
