package org.bailiwick.aca.feed;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.ForAca;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * Answers polls of receivers (RFC 8936 section 2). A permitted poll is not recorded, since
 * receivers poll all day; a denied poll is, and so is an event that a receiver could not read.
 */
@Singleton
public final class FeedReader {

  private static final int MAX_EVENTS = 100;

  private final EventFeed feed;
  private final FeedWaiters waiters;
  private final Gate gate;
  private final GroupWriter writer;
  private final Clock clock;

  @Inject
  FeedReader(
      EventFeed feed,
      FeedWaiters waiters,
      @ForAca Gate gate,
      @ForAca GroupWriter writer,
      @ForAca Clock clock) {
    this.clock = clock;
    this.feed = feed;
    this.waiters = waiters;
    this.gate = gate;
    this.writer = writer;
  }

  /**
   * A receiver's poll request.
   *
   * @param refused events that the receiver could not read, with the error
   */
  public record Poll(
      int maxEvents, boolean returnImmediately, List<String> ack, Map<String, String> refused) {

    /** Reads members that may be absent: by default a poll waits and acknowledges nothing. */
    public static Poll of(
        Integer maxEvents,
        Boolean returnImmediately,
        List<String> ack,
        Map<String, Map<String, String>> errors) {
      int most = Optional.ofNullable(maxEvents).orElse(MAX_EVENTS);
      Map<String, Map<String, String>> faults = Optional.ofNullable(errors).orElse(Map.of());
      if (most < 0 || faults.size() > MAX_EVENTS) {
        throw malformed();
      }
      Map<String, String> refused = new HashMap<>();
      faults.forEach(
          (jti, fault) -> refused.put(jti, String.valueOf(fault == null ? "" : fault.get("err"))));
      List<String> acknowledged = ack == null ? List.of() : List.copyOf(ack);
      if (acknowledged.size() > 10 * MAX_EVENTS) {
        throw malformed();
      }
      return new Poll(
          Math.min(most, MAX_EVENTS),
          Optional.ofNullable(returnImmediately).orElse(false),
          acknowledged,
          refused);
    }

    private static ProblemException malformed() {
      return new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "poll-bounds",
          "maxEvents is negative, or ack or setErrs is too long.");
    }
  }

  /** Refuses a peer that may not read this stream, and a stream that does not exist. */
  public void require(VerifiedPeer node, String stream) {
    gate.require(
        Question.of(
            PeerEntity.of(node),
            Action.POLL_EVENTS,
            new Entity("Service", "events/" + stream, Map.of("name", "events")),
            Map.of()));
    if (!EventFeed.STREAMS.contains(stream)) {
      throw new ProblemException(
          ProblemType.NOT_FOUND, "stream-unknown", "There is no such event stream.");
    }
  }

  /**
   * Takes note of the events that the receiver has. An event that it could not read is recorded and
   * is not sent to it again: the same octets would fail again, and the revocation is on the CRL.
   */
  public void acknowledge(Receiver receiver, Poll poll) {
    poll.refused()
        .forEach(
            (jti, error) ->
                writer.record(
                    AuditEntry.of("event.refused", Outcome.FAILED, "set-err", receiver.stream())
                        .about(jti)
                        .with("receiver", receiver.name())
                        .with("err", error)));
    Set<String> done = new HashSet<>(poll.ack());
    done.addAll(poll.refused().keySet());
    feed.acknowledge(receiver, done, clock.instant());
  }

  public EventFeed.Batch next(Receiver receiver, Poll poll) {
    return feed.next(receiver, poll.maxEvents());
  }

  /** The answer when nothing came in time. */
  public EventFeed.Batch nothing() {
    return new EventFeed.Batch(Map.of(), false);
  }

  public FeedWaiters waiters() {
    return waiters;
  }
}
