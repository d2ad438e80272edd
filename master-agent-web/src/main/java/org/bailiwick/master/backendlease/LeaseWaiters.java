package org.bailiwick.master.backendlease;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.request.HeldAnswer;

/**
 * Holds the requests of agents open until one of their leases has to end (long poll). The database
 * is asked every {@value #PAUSE_MILLIS} milliseconds while a request waits, so that the end of a
 * token at any node is answered. An agent that has no open lease is answered at once, since nothing
 * can become due. At most {@value #MOST_WAITING} requests wait, and {@value #MOST_OF_AGENT} of one
 * agent; a further one is answered at once.
 */
@ApplicationScoped
class LeaseWaiters {
  private static final StructuredLog LOG = StructuredLog.of(LeaseWaiters.class);
  private static final int PAUSE_MILLIS = 300;
  private static final int MOST_WAITING = 100;
  private static final int MOST_OF_AGENT = 2;

  private final List<Waiter> waiting = new ArrayList<>();

  @Inject private BackEndLeases leases;
  @Inject private LeaseControl control;
  @Resource private ManagedScheduledExecutorService executor;

  private ScheduledFuture<?> polling;

  private record Waiter(String agent, HeldAnswer answer) {}

  @PostConstruct
  void start() {
    polling =
        executor.scheduleWithFixedDelay(
            this::poll, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  void stop() {
    polling.cancel(false);
  }

  /** Answers now if a lease is due or none is open, else when that is so, or after the wait. */
  void answer(String agent, HeldAnswer answer, Duration wait) {
    Waiter waiter = new Waiter(agent, answer);
    if (wait.isZero() || isReady(agent) || !join(waiter, wait)) {
      respond(waiter);
    }
  }

  private boolean isReady(String agent) {
    BackEndLeases.Open open = leases.open(agent);
    return !open.any() || !open.due().isEmpty();
  }

  private synchronized boolean join(Waiter waiter, Duration wait) {
    long ofAgent = waiting.stream().filter(each -> each.agent().equals(waiter.agent())).count();
    if (waiting.size() >= MOST_WAITING || ofAgent >= MOST_OF_AGENT) {
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

  private void poll() {
    try {
      Map<String, Boolean> ready = new HashMap<>();
      agents().forEach(agent -> ready.put(agent, isReady(agent)));
      taken(ready).forEach(this::respond);
    } catch (RuntimeException e) {
      // An exception would end the polling. Each request reads the leases again at its timeout.
      LOG.fault("leases.poll-failed", Map.of(), e);
    }
  }

  private synchronized Set<String> agents() {
    Set<String> agents = new HashSet<>();
    waiting.forEach(waiter -> agents.add(waiter.agent()));
    return agents;
  }

  private synchronized List<Waiter> taken(Map<String, Boolean> ready) {
    List<Waiter> taken =
        waiting.stream().filter(waiter -> ready.getOrDefault(waiter.agent(), false)).toList();
    waiting.removeAll(taken);
    return taken;
  }

  private void respond(Waiter waiter) {
    waiter
        .answer()
        .give(
            () ->
                Response.ok(control.due(waiter.agent()))
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build());
  }
}
