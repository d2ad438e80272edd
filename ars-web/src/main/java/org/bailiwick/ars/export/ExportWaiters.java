package org.bailiwick.ars.export;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.request.HeldAnswer;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Holds requests for the next page of an export open until the registry changes. A change that this
 * node commits is answered at once, a change of another node on the database within a second. At
 * the end of its wait a request gets a page without changes, which tells up to when revocations are
 * known. A partner has at most {@value #MOST_OF_PARTNER} requests here at a time.
 */
@ApplicationScoped
public class ExportWaiters {
  private static final StructuredLog LOG = StructuredLog.of(ExportWaiters.class);
  private static final int MOST_OF_PARTNER = 4;
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Map<String, Integer> open = new HashMap<>();
  private final List<Waiter> waiting = new ArrayList<>();
  private final AtomicBoolean runPending = new AtomicBoolean();

  @Inject private ExportPages pages;
  @Inject private RegistryChanges changes;
  @Inject private MetricRegistry metrics;
  @Resource private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> polling;

  /**
   * A request for a page.
   *
   * @param nonce of the request, which its page repeats
   */
  record Waiter(
      HeldAnswer answer, Agreement agreement, Optional<ExportPosition> after, String nonce) {}

  /** Registers for changes of this node, and polls the database for changes of other nodes. */
  @PostConstruct
  void start() {
    changes.onChange(this::wake);
    polling = executor.scheduleWithFixedDelay(this::poll, 1, 1, TimeUnit.SECONDS);
  }

  @PreDestroy
  void stop() {
    polling.cancel(false);
  }

  /**
   * Answers now if there is anything to tell, else after the next change or the wait.
   *
   * @throws ProblemException too-many-requests if the partner has as many requests here already
   */
  void answer(Waiter waiter, Duration wait) {
    enter(waiter);
    boolean joined = false;
    try {
      if (!wait.isZero() && !isBehind(waiter)) {
        join(waiter, wait);
        joined = true;
        if (isBehind(waiter)) {
          wake(); // the registry changed just before this request was added
        }
      }
    } catch (ProblemException e) {
      LOG.fault("exports.not-read", Map.of("check", e.check()), e);
    }
    if (!joined) {
      respond(waiter);
    }
  }

  private boolean isBehind(Waiter waiter) {
    return pages.isBehind(waiter.agreement(), waiter.after());
  }

  private synchronized void enter(Waiter waiter) {
    String partner = waiter.agreement().domain().name();
    if (open.getOrDefault(partner, 0) >= MOST_OF_PARTNER) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "export-many",
              "This domain reads with " + MOST_OF_PARTNER + " requests at a time already")
          .after(RETRY);
    }
    open.merge(partner, 1, Integer::sum);
  }

  private synchronized void exit(Waiter waiter) {
    open.computeIfPresent(
        waiter.agreement().domain().name(), (partner, count) -> count > 1 ? count - 1 : null);
  }

  private synchronized void join(Waiter waiter, Duration wait) {
    waiter.answer().request().setTimeoutHandler(expired -> leave(waiter));
    waiter.answer().request().setTimeout(wait.toMillis(), TimeUnit.MILLISECONDS);
    waiting.add(waiter);
  }

  private void leave(Waiter waiter) {
    boolean waited;
    synchronized (this) {
      waited = waiting.remove(waiter);
    }
    if (waited) {
      respond(waiter);
    }
  }

  private void wake() {
    if (isAwaited() && runPending.compareAndSet(false, true)) {
      executor.execute(this::poll);
    }
  }

  private synchronized boolean isAwaited() {
    return !waiting.isEmpty();
  }

  private void poll() {
    runPending.set(false);
    for (Waiter waiter : present()) {
      try {
        if (isBehind(waiter)) {
          leave(waiter);
        }
      } catch (RuntimeException e) {
        // An exception would end the polling. The request is answered at the end of its wait.
        LOG.fault("exports.poll-failed", Map.of(), e);
      }
    }
  }

  private synchronized List<Waiter> present() {
    return List.copyOf(waiting);
  }

  private void respond(Waiter waiter) {
    try {
      waiter.answer().give(() -> page(waiter));
    } finally {
      exit(waiter);
    }
  }

  private Response page(Waiter waiter) {
    String page = pages.page(waiter.agreement(), waiter.after(), waiter.nonce());
    metrics.counter("ars_export_pages").inc();
    return Response.ok(page).build();
  }
}
