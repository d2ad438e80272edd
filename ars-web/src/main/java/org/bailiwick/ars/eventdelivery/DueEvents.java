package org.bailiwick.ars.eventdelivery;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.ars.agentevent.EventClaims;
import org.bailiwick.ars.agentevent.EventType;
import org.bailiwick.ars.agentevent.StateChange;
import org.bailiwick.ars.agentevent.StateChanges;
import org.bailiwick.ars.eventstream.EventStream;
import org.bailiwick.ars.eventstream.EventStream.Progress;
import org.bailiwick.ars.policy.FindableAgents;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.CredentialKey;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Finds the events that a receiver lacks, in the order of the registry's changes, by its position
 * and the present records. An agent that changed again has only its last change, and one that the
 * receiver may not find has none.
 */
public final class DueEvents {
  private static final int BATCH = 200;

  /** So many batches are read at once for one receiver. */
  private static final int MOST_BATCHES = 5;

  /** The most events that are under way to one receiver. */
  static final int WINDOW = 100;

  /** A receiver whose position is so far behind what it may see is moved on. */
  private static final int MOST_PASSED = 1000;

  private final StateChanges changes;
  private final FindableAgents findable;
  private final EventClaims claims;
  private final CredentialStatus status;

  /** Where the first event that a stream may lack is looked for, for a stream at a position. */
  private final Map<String, Passed> passed = new ConcurrentHashMap<>();

  private record Passed(long position, long upTo) {}

  public DueEvents(
      StateChanges changes, FindableAgents findable, EventClaims claims, CredentialStatus status) {
    this.changes = changes;
    this.findable = findable;
    this.claims = claims;
    this.status = status;
  }

  /** An event that the receiver lacks. */
  record Due(String id, JsonObject claims) {}

  /**
   * A change with its events, acknowledged or not.
   *
   * @param ids the identifiers of all its events
   * @param due those that the receiver lacks
   */
  private record Told(long revision, Set<String> ids, List<Due> due) {}

  private record Reading(List<Told> changes, boolean complete) {
    int size() {
      return changes.stream().mapToInt(each -> each.due().size()).sum();
    }
  }

  /**
   * What is sent next.
   *
   * @param more whether there may be more
   * @param progress where the receiver stands without anything of this; empty if it stands there
   *     already
   */
  record Next(List<Due> due, boolean more, Optional<Progress> progress) {}

  /**
   * Whether there may be anything for a stream, when the registry's last change has this number.
   */
  boolean isBehind(EventStream stream, long present) {
    return stream.progress().verification().isPresent() || from(stream) < present;
  }

  /**
   * The next events, at most so many.
   *
   * @throws org.bailiwick.contract.problem.ProblemException dependency-unavailable while the
   *     registry does not know which credentials are revoked
   */
  Next next(EventStream stream, VerifiedPeer receiver, int most) {
    status.requireFresh();
    List<Due> due = new ArrayList<>(verification(stream));
    Reading reading = read(stream, receiver, most);
    reading.changes().forEach(each -> due.addAll(each.due()));
    boolean more = due.size() > most || !reading.complete();
    Optional<Progress> progress = Optional.empty();
    if (reading.size() == 0 && !reading.changes().isEmpty()) {
      long upTo = reading.changes().getLast().revision();
      passed.put(stream.id(), new Passed(stream.progress().position(), upTo));
      if (upTo - stream.progress().position() > MOST_PASSED) {
        progress = Optional.of(new Progress(upTo, Set.of(), stream.progress().verification()));
      }
    }
    return new Next(List.copyOf(due.subList(0, Math.min(most, due.size()))), more, progress);
  }

  /**
   * Where the receiver stands with these events.
   *
   * @param ids what it says it has; others than those under way count for nothing
   */
  Progress with(EventStream stream, VerifiedPeer receiver, Set<String> ids) {
    Reading reading = read(stream, receiver, WINDOW);
    Set<String> had = new HashSet<>(stream.progress().ahead());
    had.addAll(ids);
    long position = from(stream);
    Set<String> ahead = new HashSet<>();
    boolean contiguous = true;
    for (Told each : reading.changes()) {
      contiguous = contiguous && had.containsAll(each.ids());
      if (contiguous) {
        position = each.revision();
      } else {
        each.ids().stream().filter(had::contains).forEach(ahead::add);
      }
    }
    return new Progress(
        position,
        ahead,
        stream.progress().verification().filter(waiting -> !ids.contains(waiting.id())));
  }

  /** Those of these events that are under way to the receiver. */
  Set<String> underWay(EventStream stream, VerifiedPeer receiver, Set<String> ids) {
    Set<String> known = new HashSet<>();
    verification(stream).forEach(due -> known.add(due.id()));
    read(stream, receiver, WINDOW)
        .changes()
        .forEach(each -> each.due().forEach(due -> known.add(due.id())));
    known.retainAll(ids);
    return known;
  }

  /** Forgets streams that are gone. */
  void keepOnly(Set<String> streams) {
    passed.keySet().retainAll(streams);
  }

  private long from(EventStream stream) {
    Passed known = passed.get(stream.id());
    long position = stream.progress().position();
    return known != null && known.position() == position ? known.upTo() : position;
  }

  private List<Due> verification(EventStream stream) {
    return stream
        .progress()
        .verification()
        .map(
            waiting ->
                new Due(
                    waiting.id(),
                    claims.verification(
                        stream.id(),
                        stream.owner(),
                        new EventClaims.Asked(
                            waiting.id(), waiting.state(), stream.times().verified()))))
        .stream()
        .toList();
  }

  private Reading read(EventStream stream, VerifiedPeer receiver, int most) {
    List<Told> told = new ArrayList<>();
    long from = from(stream);
    int due = 0;
    for (int batch = 0; batch < MOST_BATCHES && due <= most; batch++) {
      List<StateChange> found = changes.after(from, BATCH);
      Set<String> visible =
          found.isEmpty()
              ? Set.of()
              : findable.among(receiver, found.stream().map(StateChange::agentId).toList());
      for (StateChange change : found) {
        Told next = told(stream, change, visible.contains(change.agentId()));
        told.add(next);
        due += next.due().size();
        from = change.revision();
      }
      if (found.size() < BATCH) {
        return new Reading(told, true);
      }
    }
    return new Reading(told, false);
  }

  private Told told(EventStream stream, StateChange change, boolean visible) {
    if (!visible || !isSo(change)) {
      return new Told(change.revision(), Set.of(), List.of());
    }
    Set<EventType> wanted = stream.wanted().delivered();
    Set<String> ids = new HashSet<>();
    List<Due> due = new ArrayList<>();
    for (EventType type : change.types()) {
      if (wanted.contains(type)) {
        String id = EventClaims.id(stream.id(), change, type);
        ids.add(id);
        if (!stream.progress().ahead().contains(id)) {
          due.add(new Due(id, claims.of(stream.id(), stream.owner(), change, type)));
        }
      }
    }
    return new Told(change.revision(), ids, due);
  }

  /**
   * A record may lag behind the revocation of its credential; nobody is told then that the agent is
   * listed, and the change that follows tells of the revocation.
   */
  private boolean isSo(StateChange change) {
    return change.state().now() != AgentState.LISTED
        || status.isGood(
            new CredentialKey(
                change.credential().issuer(), SerialNumber.parse(change.credential().serial())));
  }
}
