package org.bailiwick.ars.eventdelivery;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bailiwick.ars.agentevent.EventSigner;
import org.bailiwick.ars.eventstream.EventStream;
import org.bailiwick.ars.eventstream.EventStreams;
import org.bailiwick.ars.eventstream.ReceiverRight;
import org.bailiwick.ars.policy.RegistryQuestion.Subscription;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.request.HeldAnswer;

/**
 * Answers polls (RFC 8936 section 2): at once, or when there is something for the receiver, or
 * after {@link #LONGEST_WAIT}. One poll of a stream waits, and a newer one ends it; at most {@value
 * #MOST_WAITING} wait, and a further one is answered at once.
 */
final class EventPolls {
  static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final int MOST_WAITING = 200;

  /** So often a poll is looked at without a change: its receiver may have lost the right. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final Parts parts;
  private final Map<String, Waiter> waiting = new HashMap<>();

  /** The collaborators. */
  record Parts(
      EventStreams streams,
      ReceiverRight right,
      DueEvents events,
      Acknowledgements acknowledgements,
      EventSigner signer,
      Delivered delivered,
      DeliveryTimes times) {}

  /**
   * A poll.
   *
   * @param again verifies the receiver again
   */
  record Asked(String stream, SetPoll poll, HeldAnswer answer, Supplier<VerifiedPeer> again) {}

  /** A poll that waits, and what was known when it was looked at last. */
  private static final class Waiter {
    private final Asked asked;
    private volatile long revision = -1;
    private volatile long lookedAt;

    Waiter(Asked asked) {
      this.asked = asked;
    }

    Asked asked() {
      return asked;
    }
  }

  EventPolls(Parts parts) {
    this.parts = parts;
  }

  /**
   * Takes note of what the receiver has, and answers now or later.
   *
   * @throws ProblemException policy-denied; not-found for a stream of another receiver
   */
  void poll(VerifiedPeer peer, Asked asked) {
    EventStream stream = parts.streams().require(peer.id().toString(), asked.stream());
    if (stream.isPushed()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "event-stream-pushed",
          "The tokens of this stream are posted, and not polled for.");
    }
    parts.streams().heard(stream, ReceiverRight.proof(peer), parts.times().clock().instant());
    if (asked.poll().saysAnything()) {
      stream =
          parts
              .acknowledgements()
              .store(stream, peer, asked.poll().had(), asked.poll().refused())
              .orElse(stream);
    }
    if (asked.poll().most() == 0 || asked.poll().immediately() || !stream.isEnabled()) {
      asked.answer().give(() -> found(asked).orElseGet(EventPolls::nothing));
      return;
    }
    Waiter waiter = new Waiter(asked);
    if (!join(waiter)) {
      asked.answer().give(() -> found(asked).orElseGet(EventPolls::nothing));
      return;
    }
    look(waiter);
  }

  private boolean join(Waiter waiter) {
    Waiter before;
    synchronized (this) {
      String stream = waiter.asked().stream();
      if (waiting.size() >= MOST_WAITING && !waiting.containsKey(stream)) {
        return false;
      }
      waiter.asked().answer().request().setTimeoutHandler(expired -> leave(waiter));
      waiter.asked().answer().request().setTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      before = waiting.put(stream, waiter);
    }
    if (before != null) {
      before.asked().answer().give(EventPolls::nothing);
    }
    return true;
  }

  private void leave(Waiter waiter) {
    if (remove(waiter)) {
      waiter.asked().answer().give(() -> found(waiter.asked()).orElseGet(EventPolls::nothing));
    }
  }

  private synchronized boolean remove(Waiter waiter) {
    return waiting.remove(waiter.asked().stream(), waiter);
  }

  /** The number of polls that wait. */
  synchronized int waiters() {
    return waiting.size();
  }

  /** Answers the waiting polls for which there is something now; called after each change. */
  void lookForAll() {
    List<Waiter> all;
    synchronized (this) {
      all = List.copyOf(waiting.values());
    }
    if (!all.isEmpty()) {
      long present = parts.times().revision().getAsLong();
      all.stream().filter(waiter -> isDue(waiter, present)).forEach(this::look);
    }
  }

  private boolean isDue(Waiter waiter, long present) {
    return waiter.revision < present
        || parts.times().nanos().getAsLong() - waiter.lookedAt >= LOOK.toNanos();
  }

  private void look(Waiter waiter) {
    Optional<String> found;
    try {
      waiter.lookedAt = parts.times().nanos().getAsLong();
      waiter.revision = parts.times().revision().getAsLong();
      found = found(waiter.asked());
    } catch (RuntimeException refusal) {
      if (remove(waiter)) {
        waiter
            .asked()
            .answer()
            .give(
                () -> {
                  throw refusal;
                });
      }
      return;
    }
    if (found.isPresent() && remove(waiter)) {
      waiter.asked().answer().give(found::get);
    }
  }

  /** The answer, if there is anything for the receiver. */
  private Optional<String> found(Asked asked) {
    VerifiedPeer peer = asked.again().get();
    parts.right().requireStill(peer, Subscription.STREAM);
    EventStream stream = parts.streams().require(peer.id().toString(), asked.stream());
    if (!stream.isEnabled()) {
      return Optional.of(nothing());
    }
    DueEvents.Next next = parts.events().next(stream, peer, asked.poll().most());
    next.progress().ifPresent(progress -> parts.streams().advance(stream, progress));
    if (next.due().isEmpty() && !next.more()) {
      return Optional.empty();
    }
    JsonObjectBuilder sets = Json.createObjectBuilder();
    next.due().forEach(due -> sets.add(due.id(), parts.signer().sign(due.claims())));
    parts.delivered().polled(next.due().size());
    return Optional.of(answer(sets, next.more()));
  }

  private static String nothing() {
    return answer(Json.createObjectBuilder(), false);
  }

  private static String answer(JsonObjectBuilder sets, boolean more) {
    return Json.createObjectBuilder()
        .add("sets", sets)
        .add("moreAvailable", more)
        .build()
        .toString();
  }
}
