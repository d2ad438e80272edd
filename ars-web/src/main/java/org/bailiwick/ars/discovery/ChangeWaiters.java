package org.bailiwick.ars.discovery;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
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
import org.bailiwick.node.request.HeldAnswer;

/**
 * Holds requests for the next page of changes open until the registry changes (long poll). A change
 * that this node commits is answered at once; a change of another node that shares the database is
 * answered within a second. At most {@value #MAX_WAITING} requests wait; a further request is
 * answered "not modified" at once.
 */
@ApplicationScoped
public class ChangeWaiters {
  private static final StructuredLog LOG = StructuredLog.of(ChangeWaiters.class);
  private static final int MAX_WAITING = 100;
  private static final int NOT_MODIFIED = 304;

  private final List<Waiter> waiting = new ArrayList<>();
  private final AtomicBoolean runPending = new AtomicBoolean();

  @Inject private ChangeFeed feed;
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

  private record Waiter(HeldAnswer answer, Optional<ChangePosition> after) {}

  /** Answers now if there are changes after this position, else after the next change. */
  void answer(HeldAnswer answer, Optional<ChangePosition> after, Duration wait) {
    Waiter waiter = new Waiter(answer, after);
    if (wait.isZero() || feed.isBehind(after) || !join(waiter, wait)) {
      respond(waiter);
    } else if (feed.isBehind(after)) {
      wake(); // the registry changed just before this request was added
    }
  }

  private synchronized boolean join(Waiter waiter, Duration wait) {
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiter.answer().request().setTimeoutHandler(expired -> leave(waiter));
    waiter.answer().request().setTimeout(wait.toMillis(), TimeUnit.MILLISECONDS);
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
    if (isAwaited() && runPending.compareAndSet(false, true)) {
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
      // An exception would end the polling. Each request reads the revision again at its timeout.
      LOG.fault("changes.poll-failed", Map.of(), e);
    }
  }

  private void answerReady() {
    runPending.set(false);
    Optional<ChangePosition> present = Optional.of(feed.present());
    List<Waiter> ready;
    synchronized (this) {
      ready = waiting.stream().filter(waiter -> !waiter.after().equals(present)).toList();
      waiting.removeAll(ready);
    }
    ready.forEach(this::respond);
  }

  /**
   * Reads the revision again, so that the registry answers "not modified" only while its database
   * answers and its revocation data are fresh.
   */
  private void respond(Waiter waiter) {
    waiter.answer().give(() -> feed.isBehind(waiter.after()) ? page(waiter) : unchanged());
  }

  private Response page(Waiter waiter) {
    ChangeFeed.Page page = feed.page(waiter.after());
    Response.ResponseBuilder answer = Response.ok(page.document());
    if (page.more()) {
      answer.header(HttpHeaders.LINK, "<changes?after=" + page.next() + ">; rel=\"next\"");
    }
    return answer.build();
  }

  private static Response unchanged() {
    return Response.status(NOT_MODIFIED).build();
  }
}
