package org.bailiwick.ars.discovery;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.node.log.StructuredLog;

/**
 * Holds requests for the next snapshot open until the registry changes (long poll). A change that
 * this node commits is answered at once; a change of another node that shares the database is
 * answered within a second. At most {@value #MAX_WAITING} requests wait; a further request is
 * answered at once that nothing has changed.
 */
@ApplicationScoped
public class SnapshotWaiters {
  private static final StructuredLog LOG = StructuredLog.of(SnapshotWaiters.class);
  private static final int MAX_WAITING = 100;
  private static final int NOT_MODIFIED = 304;

  private final List<Waiter> waiting = new ArrayList<>();
  private final AtomicBoolean due = new AtomicBoolean();

  @Inject private AgentDirectory directory;
  @Inject private RegistryChanges changes;
  @Resource private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> polling;

  /** Registers for changes of this node, and polls the database for changes of other nodes. */
  @PostConstruct
  void start() {
    changes.onChange(this::wake);
    polling = executor.scheduleWithFixedDelay(this::pollDatabase, 1, 1, TimeUnit.SECONDS);
  }

  @PreDestroy
  void stop() {
    polling.cancel(false);
  }

  private record Waiter(AsyncResponse answer, String after) {}

  /** Answers now if the revision differs from {@code after}, else after the next change. */
  void answer(AsyncResponse answer, Optional<String> after, Duration wait) {
    Waiter waiter = new Waiter(answer, after.orElse(""));
    if (wait.isZero() || !revision().equals(waiter.after()) || !join(waiter, wait)) {
      respond(waiter);
    } else if (!revision().equals(waiter.after())) {
      wake(); // the registry changed before this request joined, so nothing woke the request
    }
  }

  private synchronized boolean join(Waiter waiter, Duration wait) {
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiter.answer().setTimeoutHandler(late -> leave(waiter));
    waiter.answer().setTimeout(wait.toMillis(), TimeUnit.MILLISECONDS);
    waiting.add(waiter);
    return true;
  }

  private void leave(Waiter waiter) {
    synchronized (this) {
      waiting.remove(waiter);
    }
    respond(waiter);
  }

  /** Starts a run that answers the waiting requests, unless such a run is about to begin. */
  private void wake() {
    if (isAwaited() && due.compareAndSet(false, true)) {
      executor.execute(this::answerReady);
    }
  }

  private synchronized boolean isAwaited() {
    return !waiting.isEmpty();
  }

  private void pollDatabase() {
    try {
      if (isAwaited()) {
        answerReady();
      }
    } catch (RuntimeException e) {
      // An exception would end the periodic search; each waiting request gets it at its timeout.
      LOG.fault("snapshot.look-failed", Map.of(), e);
    }
  }

  private void answerReady() {
    due.set(false);
    String revision = revision();
    List<Waiter> ready;
    synchronized (this) {
      ready = waiting.stream().filter(waiter -> !waiter.after().equals(revision)).toList();
      waiting.removeAll(ready);
    }
    ready.forEach(this::respond);
  }

  /**
   * Reads the revision again, so that the registry answers "not modified" only while its database
   * answers and its revocation data are fresh.
   */
  private void respond(Waiter waiter) {
    try {
      String revision = revision();
      waiter
          .answer()
          .resume(revision.equals(waiter.after()) ? unchanged(revision) : snapshot(revision));
    } catch (RuntimeException e) {
      waiter.answer().resume(e);
    }
  }

  private String revision() {
    return Long.toString(directory.revision());
  }

  /** Reads the agents after the revision, so that the snapshot has all changes up to it. */
  private Response snapshot(String revision) {
    String snapshot =
        Json.createObjectBuilder()
            .add("revision", revision)
            .add("agents", AgentView.all(directory.all()))
            .build()
            .toString();
    return Response.ok(snapshot).tag(new EntityTag(revision)).build();
  }

  private static Response unchanged(String revision) {
    return Response.status(NOT_MODIFIED).tag(new EntityTag(revision)).build();
  }
}
