package org.bailiwick.ars.eventstream;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.ars.eventstream.EventStream.Progress;
import org.bailiwick.ars.eventstream.EventStream.State;
import org.bailiwick.ars.eventstream.EventStream.Status;
import org.bailiwick.ars.eventstream.EventStream.Verification;
import org.bailiwick.ars.policy.RegistryQuestion.Subscription;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.peer.VerifiedPeer;

/** Shows and changes the status of streams, and verifies them (SSF 1.0 sections 8.1.2, 8.1.4). */
final class StreamStatus {
  private static final String STREAM = "stream_id";
  private static final String STATUS = "status";
  private static final String REASON = "reason";
  private static final String STATE = "state";
  private static final int MOST_REASON = 200;
  private static final int MOST_STATE = 1024;

  private final StreamControl.Parts parts;

  StreamStatus(StreamControl.Parts parts) {
    this.parts = parts;
  }

  JsonObject read(VerifiedPeer peer, String id) {
    parts.right().requireStill(peer, Subscription.STREAM);
    return StreamView.status(parts.streams().require(peer.id().toString(), id));
  }

  /**
   * Changes the status for the receiver. Events of the time in which a stream was disabled are not
   * sent later; those of a pause are.
   */
  JsonObject change(VerifiedPeer peer, String body) {
    JsonObject members = members(body, Set.of(STREAM, STATUS, REASON));
    AuditEntry permit = parts.right().require(peer, Subscription.STREAM);
    State wanted = state(members);
    Status next = new Status(wanted, text(members.get(REASON), MOST_REASON).orElse(""));
    Instant now = parts.clock().instant();
    EventStream before =
        parts.streams().require(peer.id().toString(), members.getString(STREAM, ""));
    StreamControl.requirePace(before.times().changed(), now);
    long present = parts.revision().getAsLong();
    EventStream.Proof shown = ReceiverRight.proof(peer);
    EventStream after =
        parts
            .streams()
            .change(
                before.id(),
                known -> {
                  EventStream changed =
                      known.status().state() == State.DISABLED
                          ? known.with(Progress.at(Math.max(present, known.progress().position())))
                          : known;
                  return changed.with(next).seenAt(now, shown).changedAt(now);
                },
                permit,
                StreamControl.row("event-stream.status-changed", before)
                    .with(STATUS, EventStreamRow.text(wanted)));
    return StreamView.status(after);
  }

  /**
   * Has an event of verification sent.
   *
   * @throws ProblemException too-many-requests within a minute of the last
   */
  void verify(VerifiedPeer peer, String body) {
    JsonObject members = members(body, Set.of(STREAM, STATE));
    parts.right().requireStill(peer, Subscription.STREAM);
    Optional<String> state = text(members.get(STATE), MOST_STATE);
    EventStream stream =
        parts.streams().require(peer.id().toString(), members.getString(STREAM, ""));
    Instant now = parts.clock().instant();
    StreamControl.requirePace(stream.times().verified(), now, EventSettings.VERIFICATION_INTERVAL);
    Verification verification = new Verification(UUID.randomUUID().toString(), state);
    EventStream.Proof shown = ReceiverRight.proof(peer);
    EventStream unused =
        parts
            .streams()
            .change(
                stream.id(),
                known ->
                    known
                        .with(
                            new Progress(
                                known.progress().position(),
                                known.progress().ahead(),
                                Optional.of(verification)))
                        .seenAt(now, shown)
                        .verifiedAt(now));
  }

  private static JsonObject members(String body, Set<String> allowed) {
    JsonObject members = StrictJson.object(body);
    if (!allowed.containsAll(members.keySet()) || !(members.get(STREAM) instanceof JsonString)) {
      throw StreamRequest.malformed(
          "stream-status-members", "The body has other members than stream_id and its own");
    }
    return members;
  }

  private static State state(JsonObject members) {
    Optional<String> text = text(members.get(STATUS), MOST_REASON);
    return Arrays.stream(State.values())
        .filter(state -> text.equals(Optional.of(EventStreamRow.text(state))))
        .findFirst()
        .orElseThrow(
            () ->
                StreamRequest.malformed("stream-status", "status is enabled, paused or disabled"));
  }

  private static Optional<String> text(JsonValue value, int most) {
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonString text && PlainText.isText(text.getString(), most)) {
      return Optional.of(text.getString());
    }
    throw StreamRequest.malformed(
        "stream-text", "A text is visible characters, at most " + most + " of them");
  }
}
