package org.bailiwick.node.writer;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.InstantColumn;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.request.RequestContext;

/**
 * Commits units of work of many callers in groups. One thread writes all waiting units in one
 * transaction, and a caller goes on when its unit is durable. The next batch gathers while a commit
 * runs, so that a unit never waits for others to arrive. If a unit fails, the batch is rolled back
 * and written again without it.
 */
public final class GroupWriter implements AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(GroupWriter.class);

  /** The interval at which due counts are looked for. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private final WriterSettings settings;
  private final Settlement settlement;
  private final CountedRefusals refusals;
  private final LinkedBlockingQueue<PendingUnit> queue;
  private final PendingUnit end = new PendingUnit(em -> {}, List.of());
  private final Object lock = new Object();
  private final DatabaseFile file;
  private final Thread thread;
  private boolean closed;

  /** Starts the writer's thread; in a container the factory is its {@code ManagedThreadFactory}. */
  public GroupWriter(BatchSink sink, ThreadFactory threads, WriterSettings settings) {
    this(sink, threads, settings, new DatabaseFile(DatabaseFile::usable));
  }

  GroupWriter(BatchSink sink, ThreadFactory threads, WriterSettings settings, DatabaseFile file) {
    this.file = file;
    InstantColumn.requireFixedOffset(ZoneId.systemDefault());
    this.settings = settings;
    this.settlement = new Settlement(sink, settings, file);
    this.refusals = new CountedRefusals(settings.chain(), settings.clock());
    // One place more than callers may take, so that there is always room for the end mark.
    this.queue = new LinkedBlockingQueue<>(settings.queue() + 1);
    this.thread = threads.newThread(this::run);
    thread.start();
  }

  /**
   * Stores the unit's changes and the audit rows in one transaction and returns when it is durable.
   *
   * @throws ProblemException the unit's own, as it is; or DEPENDENCY_UNAVAILABLE with check
   *     writer-queue-full, writer-closed, writer-timeout, disk-full or database-file-given-up
   *     (nothing is stored), database-write (the database reported no commit) or
   *     writer-outcome-unknown (the commit may still happen, so the caller must not answer anything
   *     that depends on it)
   * @throws ConflictException when the unit broke a constraint
   */
  public void commit(UnitOfWork work, AuditEntry... audit) {
    await(enqueue(new PendingUnit(work, List.of(audit))), settings.patience());
  }

  /**
   * As {@link #commit}, for a unit that handles existing rows itself. If another node inserts the
   * same row at the same time, a constraint fails, and a second try finds that row.
   */
  public void commitAmongNodes(UnitOfWork work, AuditEntry... audit) {
    try {
      commit(work, audit);
    } catch (ConflictException anotherNode) {
      commit(work, audit);
    }
  }

  /** Stores audit rows only; returns when they are durable, and fails as {@link #commit} does. */
  public void record(AuditEntry... audit) {
    commit(em -> {}, audit);
  }

  /** As {@link #record}, with a shorter wait than the settings allow. */
  public void record(Duration atMost, AuditEntry... audit) {
    await(enqueue(new PendingUnit(em -> {}, List.of(audit))), atMost);
  }

  /**
   * Stores the audit row of a refusal and returns when it is durable. For an unknown caller only
   * the first of each check, source and minute is stored so; the others are counted, and their
   * number is stored after the minute.
   *
   * @return whether the row is stored; otherwise it was counted
   */
  public boolean recordRefusal(AuditEntry refusal) {
    return recordRefusal(settings.patience(), refusal);
  }

  /** As {@link #recordRefusal(AuditEntry)}, with a shorter wait than the settings allow. */
  public boolean recordRefusal(Duration atMost, AuditEntry refusal) {
    Optional<String> source = RequestContext.sourceOfUnknown();
    if (source.isPresent()) {
      return recordRefusal(atMost, refusal, source.get());
    }
    record(atMost, refusal);
    return true;
  }

  /** The same for a refusal of this source, whether its caller is known or not. */
  public boolean recordRefusal(Duration atMost, AuditEntry refusal, String source) {
    if (!isFirst(refusal, source)) {
      return false;
    }
    record(atMost, refusal.with("source", source));
    return true;
  }

  /** The number of refusals that were counted and not written since the start. */
  public long refusalsGrouped() {
    return refusals.groups().grouped();
  }

  /** Throws unless the writer's thread runs, since a container may silently not start it. */
  public void requireRunning() {
    if (!thread.isAlive()) {
      throw FailureCauses.unavailable("writer-gone", null);
    }
  }

  /** The reason why nothing can be written at present, with advice, if the writer knows it. */
  public Optional<String> fault() {
    return file.fault().map(NoWriteException.Reason::advice);
  }

  /** Whether only a restart of the process makes writes possible again. */
  public boolean needsRestart() {
    return file.fault().filter(NoWriteException.Reason.FILE_GIVEN_UP::equals).isPresent();
  }

  /** Takes no more units, writes those that wait, and ends the thread. */
  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        queue.add(end);
      }
    }
    try {
      thread.join(settings.patience());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Counts under the lock, since a count after the last batch would be lost. */
  private boolean isFirst(AuditEntry refusal, String source) {
    synchronized (lock) {
      if (closed) {
        throw FailureCauses.unavailable("writer-closed", null);
      }
      return refusals.groups().isFirst(refusal, source);
    }
  }

  private PendingUnit enqueue(PendingUnit unit) {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("a unit of work must not call the writer");
    }
    synchronized (lock) {
      if (closed) {
        throw FailureCauses.unavailable("writer-closed", null);
      }
      if (queue.size() >= settings.queue() || !queue.offer(unit)) {
        throw FailureCauses.unavailable("writer-queue-full", null);
      }
    }
    return unit;
  }

  private static void await(PendingUnit unit, Duration atMost) {
    try {
      unit.outcome().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException own ? own : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw stopped(unit, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopped(unit, e);
    }
  }

  private static ProblemException stopped(PendingUnit unit, Exception cause) {
    return FailureCauses.unavailable(
        unit.withdraw() ? "writer-timeout" : "writer-outcome-unknown", cause);
  }

  private void run() {
    boolean open = true;
    while (open) {
      List<PendingUnit> batch = gather();
      open = !batch.remove(end);
      if (!open) {
        refusals.all().ifPresent(batch::add);
      }
      batch.removeIf(unit -> !unit.take());
      settlement.settle(batch);
    }
  }

  private List<PendingUnit> gather() {
    List<PendingUnit> batch = new ArrayList<>(settings.maxBatch());
    while (batch.isEmpty()) {
      try {
        // The first refusal of a group comes through the queue and so ends an idle wait.
        PendingUnit next =
            refusals.groups().isIdle()
                ? queue.take()
                : queue.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) {
          batch.add(next);
        }
        refusals.due().ifPresent(batch::add);
      } catch (InterruptedException e) {
        // Only close() ends this thread, since an interrupt during I/O closes H2's file.
        LOG.warn("writer.interrupted", Map.of("chain", settings.chain()));
      }
    }
    queue.drainTo(batch, settings.maxBatch() - 1);
    return batch;
  }
}
