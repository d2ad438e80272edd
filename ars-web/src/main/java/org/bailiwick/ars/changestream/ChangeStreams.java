package org.bailiwick.ars.changestream;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bailiwick.ars.discovery.ChangeFeed;
import org.bailiwick.ars.discovery.ChangePosition;
import org.bailiwick.ars.eventstream.EventSettings;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The streams of changes of this node. While there are any, the present position is read. */
@ApplicationScoped
public class ChangeStreams {
  private static final StructuredLog LOG = StructuredLog.of(ChangeStreams.class);

  @Inject private ChangeFeed feed;
  @Inject private RegistryChanges changes;
  @Inject private ReaderTerms readers;
  @Inject private EventSettings settings;
  @Inject private GroupWriter writer;
  @Inject private MetricRegistry metrics;
  @Resource private ManagedThreadFactory threads;
  @Resource private ManagedScheduledExecutorService executor;

  private final PresentPosition present = new PresentPosition(System::nanoTime);
  private final AtomicBoolean lookPending = new AtomicBoolean();
  private OpenStreams open;
  private ScheduledFuture<?> polling;

  @PostConstruct
  void start() {
    open = new OpenStreams(settings.followers());
    metrics.gauge("ars_change_streams", open::size);
    changes.onChange(this::lookSoon);
    polling = executor.scheduleWithFixedDelay(this::lookIfFollowed, 1, 1, TimeUnit.SECONDS);
  }

  @PreDestroy
  void stop() {
    polling.cancel(false);
    open.stop();
  }

  /**
   * Opens a stream.
   *
   * @param again verifies the reader again
   * @param resumed the position that the reader has, if it has one
   * @throws ProblemException policy-denied, malformed-request for a position that is none,
   *     too-many-requests
   */
  void open(
      VerifiedPeer peer,
      Supplier<VerifiedPeer> again,
      Optional<String> resumed,
      ChangeTarget target) {
    ReaderTerms.Granted granted = readers.require(peer, again);
    Optional<ChangePosition> position = resumed.flatMap(granted::position);
    present.become(feed.present());
    ChangeStream stream = new ChangeStream(granted.terms(), present, target, position);
    open.begin(stream);
    UnaryOperator<Runnable> context = RequestContext.carrier();
    try {
      threads.newThread(context.apply(() -> follow(stream))).start();
    } catch (RuntimeException | OutOfMemoryError e) { // no thread can be had
      open.end(stream);
      throw e;
    }
  }

  private void follow(ChangeStream stream) {
    try {
      stream.run();
    } catch (ProblemException refusal) {
      record(stream, refusal);
    } catch (RuntimeException e) {
      LOG.fault("change-stream.failed", Map.of("reader", stream.reader()), e);
    } finally {
      open.end(stream);
    }
  }

  /** The database may be what is not available. */
  private void record(ChangeStream stream, ProblemException refusal) {
    try {
      writer.record(
          AuditEntry.of("change-stream.ended", Outcome.DENIED, refusal.check(), stream.reader()));
    } catch (RuntimeException e) {
      LOG.fault("change-stream.end-not-recorded", Map.of("reader", stream.reader()), e);
    }
  }

  /** The thread that commits calls this, so it only starts a look. */
  private void lookSoon() {
    if (open.size() > 0 && lookPending.compareAndSet(false, true)) {
      executor.execute(this::lookIfFollowed);
    }
  }

  private void lookIfFollowed() {
    lookPending.set(false);
    try {
      if (open.size() > 0) {
        present.become(feed.present());
      }
    } catch (RuntimeException e) {
      // An exception would end the looks; the streams end by themselves if no look succeeds.
      LOG.fault("change-stream.look-failed", Map.of(), e);
    }
  }
}
