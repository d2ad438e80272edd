package org.bailiwick.ars.eventdelivery;

import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.bailiwick.ars.agentevent.EventSigner;
import org.bailiwick.ars.eventstream.Endpoint;
import org.bailiwick.ars.eventstream.EventStream;
import org.bailiwick.ars.eventstream.EventStreams;
import org.bailiwick.ars.eventstream.ReceiverRight;
import org.bailiwick.ars.eventstream.ReceiverRight.Now;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.receiver.ReceiverOrigins;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.secretstore.SecretStore;

/** Posts the tokens of one stream, one after the other (RFC 8935 section 2). */
final class PushSender {
  private static final StructuredLog LOG = StructuredLog.of(PushSender.class);
  private static final String MEDIA_TYPE = "application/secevent+jwt";

  /** The most tokens of one turn, after which other streams have theirs. */
  private static final int OF_TURN = 20;

  /**
   * A receiver that answers so does not take this token (RFC 8935 section 2.3). It may not have the
   * registry's new key yet, so the token is given up only after some tries.
   */
  private static final String REFUSED = "400";

  private static final int TRIES_OF_REFUSED = 5;

  private final Parts parts;
  private final ReceiverOrigins origins;
  private final GuardedFetch fetch;

  /** The collaborators. */
  record Parts(
      EventStreams streams,
      ReceiverRight right,
      DueEvents events,
      Acknowledgements acknowledgements,
      EventSigner signer,
      SecretStore secrets,
      Delivered delivered,
      Clock clock) {}

  /** How a turn ended. */
  enum Turn {
    /** The receiver has everything. */
    DONE,
    /** There is more for another turn. */
    MORE,
    /** It has to be tried again later. */
    FAILED
  }

  PushSender(Parts parts, ReceiverOrigins origins, GuardedFetch fetch) {
    this.parts = parts;
    this.origins = origins;
    this.fetch = fetch;
  }

  /**
   * Posts what is next. It ends in bounded time, and never by an exception.
   *
   * @param failures how often the stream has failed in a row
   * @param mayGoOn asked before each token
   */
  Turn send(EventStream stream, int failures, BooleanSupplier mayGoOn) {
    try {
      return switch (parts.right().of(stream)) {
        case Now.Held held -> send(stream, held.receiver(), failures, mayGoOn);
        case Now.Withheld withheld -> failed(stream, withheld.check());
        case Now.Lost lost -> {
          parts.streams().disable(stream, lost.check());
          yield Turn.DONE;
        }
      };
    } catch (ProblemException refusal) {
      return failed(stream, refusal.check());
    } catch (RuntimeException e) {
      LOG.fault("event-push.fault", Map.of("stream", stream.id()), e);
      parts.delivered().failed();
      return Turn.FAILED;
    }
  }

  private Turn send(
      EventStream stream, VerifiedPeer receiver, int failures, BooleanSupplier mayGoOn) {
    DueEvents.Next next = parts.events().next(stream, receiver, OF_TURN);
    next.progress().ifPresent(progress -> parts.streams().advance(stream, progress));
    if (next.due().isEmpty()) {
      return next.more() ? Turn.MORE : Turn.DONE;
    }
    Endpoint endpoint = endpoint(stream);
    Optional<EventStream> known = Optional.of(stream);
    for (DueEvents.Due due : next.due()) {
      if (known.isEmpty() || !known.get().isEnabled() || !mayGoOn.getAsBoolean()) {
        return Turn.MORE;
      }
      Map<String, String> refused = Map.of();
      try {
        post(endpoint, parts.signer().sign(due.claims()));
        parts.delivered().posted();
      } catch (ProblemException failure) {
        if (!isGivenUp(failure, failures)) {
          return failed(stream, failure.check());
        }
        refused = Map.of(due.id(), REFUSED);
      }
      known = parts.acknowledgements().store(known.get(), receiver, Set.of(due.id()), refused);
    }
    known.ifPresent(told -> parts.streams().heard(told, told.proof(), parts.clock().instant()));
    return next.more() ? Turn.MORE : Turn.DONE;
  }

  private static boolean isGivenUp(ProblemException failure, int failures) {
    return REFUSED.equals(failure.extensions().get("status")) && failures >= TRIES_OF_REFUSED;
  }

  private void post(Endpoint endpoint, String token) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", MEDIA_TYPE);
    endpoint.authorization().ifPresent(header -> headers.put("Authorization", header));
    fetch.deliver(
        endpoint.url(),
        origins.origins(),
        origins.tlsAnchors(),
        new GuardedFetch.Post(token, headers));
  }

  private Endpoint endpoint(EventStream stream) {
    byte[] secret = parts.secrets().secretOrDecoy(stream.delivery().secretName());
    try {
      return Endpoint.ofSecret(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private Turn failed(EventStream stream, String check) {
    parts.delivered().failed();
    LOG.warn(
        "event-push.failed",
        Map.of("stream", stream.id(), "origin", stream.delivery().origin(), "reason", check));
    return Turn.FAILED;
  }
}
