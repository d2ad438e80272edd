package org.bailiwick.ars.eventdelivery;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.node.log.StructuredLog;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Delivers events while the application runs: after each change of this node at once, and each
 * second for changes of other nodes. It is an EJB, so that the container provides its thread.
 */
@Singleton
@Startup
@DependsOn("AuthorityLink")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class EventPushes {
  private static final StructuredLog LOG = StructuredLog.of(EventPushes.class);
  private static final long POLL_SECONDS = 1;
  private static final Duration GATHERED = Duration.ofMillis(50);

  /** After a fault, which is mostly one of the database. */
  private static final long PAUSE_SECONDS = 5;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Resource private ManagedThreadFactory threads;
  @Inject private PushWorker worker;
  @Inject private EventPolls polls;
  @Inject private Delivered delivered;
  @Inject private RegistryChanges changes;
  @Inject private MetricRegistry metrics;

  private final Semaphore changed = new Semaphore(1);
  private volatile boolean ended;
  private Thread thread;

  @PostConstruct
  void start() {
    metrics.gauge("ars_event_tokens_delivered", delivered::tokens);
    metrics.gauge("ars_event_pushes_failed", delivered::failures);
    metrics.gauge("ars_event_polls_waiting", polls::waiters);
    changes.onChange(this::wake);
    worker.onTurn(this::wake);
    thread = threads.newThread(this::run);
    thread.start();
  }

  private void wake() {
    if (changed.availablePermits() == 0) {
      changed.release();
    }
  }

  private void run() {
    long wait = POLL_SECONDS;
    while (!ended) {
      try {
        boolean unused = changed.tryAcquire(wait, TimeUnit.SECONDS);
        Thread.sleep(GATHERED); // many changes at once cost one look
        changed.drainPermits();
        wait = POLL_SECONDS;
        if (!ended) {
          polls.lookForAll();
          worker.run();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error e) {
        LOG.fault("event-push.not-run", Map.of(), e);
        wait = PAUSE_SECONDS;
      }
    }
  }

  /** No thread is interrupted, since H2 closes its file when a thread that reads it is. */
  @PreDestroy
  void stop() {
    ended = true;
    changed.release();
    try {
      if (!thread.join(PATIENCE)) {
        LOG.warn("event-push.still-running", Map.of());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    worker.stop();
  }
}
