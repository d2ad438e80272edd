package org.bailiwick.node.writer;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.lookup.RowLookup;
import org.bailiwick.node.request.RequestContext;

/** A unit that waits for its commit, with its audit entries and the id of its request. */
final class PendingUnit {
  private enum State {
    WAITING,
    TAKEN,
    WITHDRAWN
  }

  private final UnitOfWork work;
  private final List<AuditEntry> audit;
  private final String requestId = RequestContext.currentId();
  private final CompletableFuture<Void> outcome = new CompletableFuture<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private Optional<RuntimeException> failure = Optional.empty();

  PendingUnit(UnitOfWork work, List<AuditEntry> audit) {
    this.work = work;
    this.audit = audit;
  }

  Stream<RowLookup> lookups() {
    return work.lookups();
  }

  /** Runs the work and keeps its failure, which a container may wrap or hide. */
  void apply(EntityManager em) {
    failure = Optional.empty();
    run(() -> work.apply(em));
  }

  void applyReferring(EntityManager em) {
    run(() -> work.applyReferring(em));
  }

  private void run(Runnable part) {
    try {
      part.run();
    } catch (RuntimeException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  /** The failure of this unit in its last run. */
  Optional<RuntimeException> failure() {
    return failure;
  }

  List<AuditEntry> audit() {
    return audit;
  }

  String requestId() {
    return requestId;
  }

  CompletableFuture<Void> outcome() {
    return outcome;
  }

  /** Called by the writer before it runs the unit; false when the caller no longer waits. */
  boolean take() {
    return state.compareAndSet(State.WAITING, State.TAKEN);
  }

  /** Called when the caller stops waiting; true when the unit will never be stored. */
  boolean withdraw() {
    return state.compareAndSet(State.WAITING, State.WITHDRAWN);
  }
}
