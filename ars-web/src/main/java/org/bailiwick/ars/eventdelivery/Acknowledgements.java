package org.bailiwick.ars.eventdelivery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.ars.eventstream.EventStream;
import org.bailiwick.ars.eventstream.EventStream.Progress;
import org.bailiwick.ars.eventstream.EventStreams;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Stores what receivers have. A token that a receiver cannot take is recorded and not sent again,
 * as its octets would fail again. Identifiers of tokens that are not under way count for nothing
 * and are recorded nowhere.
 */
final class Acknowledgements {
  /** Another request of the receiver may store something at the same moment. */
  private static final int TRIES = 3;

  private final EventStreams streams;
  private final DueEvents events;

  Acknowledgements(EventStreams streams, DueEvents events) {
    this.streams = streams;
    this.events = events;
  }

  /** Stores what the receiver says of tokens; the stream as it is then, if it is there still. */
  Optional<EventStream> store(
      EventStream stream, VerifiedPeer receiver, Set<String> had, Map<String, String> refused) {
    Set<String> ids = new HashSet<>(had);
    ids.addAll(refused.keySet());
    Optional<EventStream> known = Optional.of(stream);
    for (int i = 0; i < TRIES && known.isPresent(); i++) {
      EventStream seen = known.get();
      Progress next = events.with(seen, receiver, ids);
      if (next.equals(seen.progress())
          || streams.advance(seen, next, rows(seen, receiver, refused))) {
        return next.equals(seen.progress()) ? known : streams.find(stream.id());
      }
      known = streams.find(stream.id());
    }
    return known;
  }

  private AuditEntry[] rows(
      EventStream stream, VerifiedPeer receiver, Map<String, String> refused) {
    List<AuditEntry> rows = new ArrayList<>();
    if (!refused.isEmpty()) {
      events
          .underWay(stream, receiver, refused.keySet())
          .forEach(
              id ->
                  rows.add(
                      EventStreams.about("event.refused", stream, Outcome.FAILED, "set-err")
                          .with("jti", id)
                          .with("err", refused.get(id))));
    }
    return rows.toArray(AuditEntry[]::new);
  }
}
