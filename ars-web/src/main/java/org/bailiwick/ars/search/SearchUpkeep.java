package org.bailiwick.ars.search;

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
import org.bailiwick.ars.search.index.AgentIndex;
import org.bailiwick.ars.search.index.IndexFollower;
import org.bailiwick.node.log.StructuredLog;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Keeps the index up while the application runs: after each change of this node at once, and each
 * second for changes of other nodes. It is an EJB, so that the container provides its thread.
 */
@Singleton
@Startup
@DependsOn("RegistryWriter")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class SearchUpkeep {
  private static final StructuredLog LOG = StructuredLog.of(SearchUpkeep.class);
  private static final long POLL_SECONDS = 1;

  /** After a fault, which is mostly one of the database. */
  private static final long PAUSE_SECONDS = 5;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Resource private ManagedThreadFactory threads;
  @Inject private AgentIndex index;
  @Inject private IndexFollower follower;
  @Inject private RegistryChanges changes;
  @Inject private MetricRegistry metrics;

  private final Semaphore changed = new Semaphore(1);
  private volatile boolean ended;
  private Thread thread;

  @PostConstruct
  void start() {
    metrics.gauge("ars_search_agents", index::size);
    changes.onChange(changed::release);
    thread = threads.newThread(this::run);
    thread.start();
  }

  private void run() {
    long wait = POLL_SECONDS;
    while (!ended) {
      try {
        boolean unused = changed.tryAcquire(wait, TimeUnit.SECONDS);
        changed.drainPermits();
        wait = POLL_SECONDS;
        if (!ended) {
          follower.follow();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error e) {
        LOG.fault("search-index.not-followed", Map.of(), e);
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
        LOG.warn("search-index.still-followed", Map.of());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    index.close();
  }
}
