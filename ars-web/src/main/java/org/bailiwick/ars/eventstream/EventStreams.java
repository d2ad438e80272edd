package org.bailiwick.ars.eventstream;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.bailiwick.ars.eventstream.EventStream.Progress;
import org.bailiwick.ars.eventstream.EventStream.Proof;
import org.bailiwick.ars.eventstream.EventStream.State;
import org.bailiwick.ars.eventstream.EventStream.Status;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.records.RecordReads;
import org.bailiwick.node.secretstore.SecretStore;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/** The stored streams, which all nodes of the domain share. */
public final class EventStreams {
  /** The most streams of all receivers. */
  static final int MOST = 500;

  private static final Duration HEARD = Duration.ofMinutes(1);
  private static final UnitOfWork NOTHING = em -> {};

  private final RecordReads reads;
  private final GroupWriter writer;
  private final int ofReceiver;

  /**
   * @param ofReceiver the most streams of one receiver
   */
  public EventStreams(RecordReads reads, GroupWriter writer, int ofReceiver) {
    this.reads = reads;
    this.writer = writer;
    this.ofReceiver = ofReceiver;
  }

  /** The stream with this identifier, whoever's it is. */
  public Optional<EventStream> find(String id) {
    return reads.read(
        em -> Optional.ofNullable(em.find(EventStreamRow.class, id)).map(EventStreamRow::stored));
  }

  /**
   * The stream of this receiver.
   *
   * @throws ProblemException not-found when there is none, or it is another receiver's
   */
  public EventStream require(String owner, String id) {
    return find(id)
        .filter(stream -> stream.owner().equals(owner))
        .orElseThrow(EventStreams::unknown);
  }

  static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "event-stream-unknown", "You have no stream of this identifier.");
  }

  /** The streams of this receiver. */
  List<EventStream> of(String owner) {
    return reads.read(
        em ->
            em
                .createQuery(
                    "select s from EventStreamRow s where s.owner = :owner order by s.madeAt",
                    EventStreamRow.class)
                .setParameter("owner", owner)
                .getResultList()
                .stream()
                .map(EventStreamRow::stored)
                .toList());
  }

  /** All streams. */
  public List<EventStream> all() {
    return reads.read(
        em ->
            em
                .createQuery(
                    "select s from EventStreamRow s order by s.madeAt", EventStreamRow.class)
                .setMaxResults(MOST)
                .getResultList()
                .stream()
                .map(EventStreamRow::stored)
                .toList());
  }

  /**
   * Stores a new stream and what belongs to it.
   *
   * @throws ProblemException too-many-requests when there are as many as there may be
   */
  void add(EventStream stream, UnitOfWork more, AuditEntry... audit) {
    writer.commit(
        em -> {
          requireRoom(em, stream.owner());
          more.apply(em);
          em.persist(new EventStreamRow(stream));
        },
        audit);
  }

  private void requireRoom(EntityManager em, String owner) {
    long own =
        em.createQuery("select count(s) from EventStreamRow s where s.owner = :owner", Long.class)
            .setParameter("owner", owner)
            .getSingleResult();
    long all =
        em.createQuery("select count(s) from EventStreamRow s", Long.class).getSingleResult();
    if (own >= ofReceiver || all >= MOST) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS,
          "event-streams",
          own >= ofReceiver
              ? "You have as many streams as a receiver may have."
              : "The registry has as many streams as it may have.");
    }
  }

  /**
   * Changes a stream as it is at that moment.
   *
   * @throws ProblemException not-found when it is gone
   */
  EventStream change(
      String id, UnaryOperator<EventStream> change, UnitOfWork more, AuditEntry... audit) {
    writer.commit(
        em -> {
          EventStreamRow row = lock(em, id);
          if (row == null) {
            throw unknown();
          }
          more.apply(em);
          row.take(change.apply(row.stored()));
        },
        audit);
    return find(id).orElseThrow(EventStreams::unknown);
  }

  EventStream change(String id, UnaryOperator<EventStream> change, AuditEntry... audit) {
    return change(id, change, NOTHING, audit);
  }

  /**
   * Notes that the receiver was heard, unless that was noted within the last minute, and by which
   * certificate it proved itself.
   */
  public void heard(EventStream stream, Proof shown, Instant now) {
    Duration passed = Duration.between(stream.times().seen(), now).abs();
    if (passed.compareTo(HEARD) > 0 || !shown.equals(stream.proof())) {
      change(stream.id(), known -> known.seenAt(now, shown));
    }
  }

  /**
   * Stores what the receiver has, unless something else was stored since this stream was read.
   *
   * @return whether it was stored
   */
  public boolean advance(EventStream seen, Progress next, AuditEntry... audit) {
    AtomicBoolean stored = new AtomicBoolean();
    writer.commit(
        em -> {
          EventStreamRow row = lock(em, seen.id());
          stored.set(row != null && row.stored().progress().equals(seen.progress()));
          if (stored.get()) {
            row.take(row.stored().with(next));
          }
        },
        audit);
    return stored.get();
  }

  /** Has a stream send nothing any more until its receiver enables it again. */
  public void disable(EventStream stream, String reason) {
    change(
        stream.id(),
        known -> known.with(new Status(State.DISABLED, reason)),
        about("event-stream.disabled", stream, Outcome.DENIED, reason));
  }

  /** Deletes a stream with its secret; one that is gone already is as good. */
  public void remove(EventStream stream, AuditEntry... audit) {
    writer.commit(
        em -> {
          EventStreamRow row = lock(em, stream.id());
          if (row != null) {
            row.stored()
                .delivery()
                .secretName()
                .ifPresent(name -> SecretStore.deletion(name).apply(em));
            em.remove(row);
          }
        },
        audit);
  }

  /** The audit row of an event of this stream, of which its owner is the subject. */
  public static AuditEntry about(String event, EventStream stream, Outcome outcome, String check) {
    return AuditEntry.of(event, outcome, check, stream.owner()).about(stream.id());
  }

  private static EventStreamRow lock(EntityManager em, String id) {
    return em.find(EventStreamRow.class, id, LockModeType.PESSIMISTIC_WRITE);
  }
}
