package org.bailiwick.node.writer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.log.StructuredLog;

/**
 * Writes batches and completes the outcome of each unit. If a unit fails, the batch is rolled back
 * and written again without it. Only the writer's thread uses this.
 */
final class Settlement {
  private static final StructuredLog LOG = StructuredLog.of(GroupWriter.class);
  private static final int MAX_TRIES = 3;

  private final BatchSink sink;
  private final WriterSettings settings;
  private final AuditChain chain;
  private final DatabaseFile file;

  Settlement(BatchSink sink, WriterSettings settings, DatabaseFile file) {
    this.sink = sink;
    this.settings = settings;
    this.chain = new AuditChain(settings.chain());
    this.file = file;
  }

  void settle(List<PendingUnit> batch) {
    if (batch.isEmpty()) {
      return;
    }
    Optional<Throwable> failure = write(batch);
    if (failure.isEmpty()) {
      batch.forEach(unit -> unit.outcome().complete(null));
    } else if (batch.size() == 1 || FailureCauses.isOutage(failure.get())) {
      batch.forEach(unit -> refuse(unit, failure.get()));
    } else {
      divide(batch);
    }
  }

  /** Writes without the failed unit if it is known, else half by half, to need few transactions. */
  private void divide(List<PendingUnit> batch) {
    Optional<PendingUnit> culprit =
        batch.stream().filter(unit -> unit.failure().isPresent()).findFirst();
    if (culprit.isPresent()) {
      settle(batch.stream().filter(unit -> unit != culprit.get()).toList());
      settle(List.of(culprit.get()));
    } else {
      settle(batch.subList(0, batch.size() / 2));
      settle(batch.subList(batch.size() / 2, batch.size()));
    }
  }

  private void refuse(PendingUnit unit, Throwable failure) {
    RuntimeException answer =
        unit.failure()
            .map(own -> FailureCauses.forCaller(own, true))
            .orElseGet(() -> FailureCauses.forCaller(failure, false));
    unit.outcome().completeExceptionally(answer);
  }

  private Optional<Throwable> write(List<PendingUnit> batch) {
    Optional<Throwable> failure = writeOnce(batch);
    for (int tries = 1;
        tries < MAX_TRIES && failure.filter(FailureCauses::isTransient).isPresent();
        tries++) {
      failure = writeOnce(batch);
    }
    return failure;
  }

  // Even an Error must not end the thread, on which all callers depend.
  private Optional<Throwable> writeOnce(List<PendingUnit> batch) {
    try {
      file.requireWritable();
      sink.write(new Batch(batch, chain, settings.clock().instant(), file));
      return Optional.empty();
    } catch (Throwable failure) {
      chain.forget();
      file.note(failure);
      if (failure instanceof NoWriteException refused) {
        LOG.warn(
            "writer.refuses", Map.of("chain", settings.chain(), "check", refused.reason().check()));
      } else if (FailureCauses.isOutage(failure)) {
        LOG.fault("writer.database-failed", Map.of("chain", settings.chain()), failure);
      }
      return Optional.of(failure);
    }
  }
}
