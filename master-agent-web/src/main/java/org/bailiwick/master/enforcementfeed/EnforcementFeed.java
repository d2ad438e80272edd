package org.bailiwick.master.enforcementfeed;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.facts.AgentKnowledge;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.feed.RevocationEvent;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The feeds of this node. While there is a reader, {@link #follow} reads the rows of tasks, so that
 * what any node has ended is told.
 */
@ApplicationScoped
public class EnforcementFeed {
  private static final StructuredLog LOG = StructuredLog.of(EnforcementFeed.class);
  private static final int MOST_REVOKED = 20_000;

  /** So many looks until the bundle in force is asked for again. */
  private static final int LOOKS_OF_BUNDLE = 5;

  /** Rows and revocations that are older are no certain knowledge. */
  private static final Duration CERTAIN_ROWS = Duration.ofSeconds(5);

  private static final Duration CERTAIN_REVOCATIONS = Duration.ofMinutes(5);

  @Inject private AgentInventory inventory;
  @Inject private Store store;
  @Inject private MasterSettings settings;
  @Inject private Clock clock;
  @Inject private GroupWriter writer;
  @Inject private Provider<AuthorityFeed> authority;
  @Inject private Instance<ActiveBundle> bundle;
  @Inject private AgentKnowledge knowledge;
  @Inject private ReportedFacts facts;
  @Resource private ManagedThreadFactory threads;

  private final FeedPicture picture = new FeedPicture();
  private final OpenStreams streams = new OpenStreams();
  private final Deque<String> revoked = new ArrayDeque<>();
  private LiveTasks tasks;
  private AgentEvents agents;
  private int looks;

  @PostConstruct
  void start() {
    tasks = new LiveTasks(new TaskRows(store, settings.node().toString()), picture, clock);
    agents = new AgentEvents(picture, knowledge);
    inventory.tell(agents);
    facts.onChange(agents::reported);
  }

  @PreDestroy
  void stop() {
    streams.stop();
  }

  /**
   * Opens the feed of an enforcement point, and ends the one that it had.
   *
   * @param point the name of the enforcement point
   * @param resumed the position that the reader has, if it has one
   * @param right throws if the reader may not read any more
   * @throws ProblemException too-many-requests with check enforcement-feeds
   */
  public void open(String point, Optional<String> resumed, FeedTarget target, Runnable right) {
    look();
    FeedStream stream =
        new FeedStream(
            point,
            new FeedStream.Source(picture, this::isCertain, clock),
            target,
            right,
            resumed.flatMap(picture::number));
    streams.begin(point, stream);
    UnaryOperator<Runnable> context = RequestContext.carrier();
    try {
      threads.newThread(context.apply(() -> follow(point, stream))).start();
    } catch (RuntimeException | OutOfMemoryError e) { // no thread can be had
      streams.end(point, stream);
      throw e;
    }
  }

  /** The number of enforcement points that follow this node now. */
  public int openStreams() {
    return streams.points();
  }

  /** Tells of a revocation at once; each stream asks for the right of its reader, too. */
  public void revoked(RevocationEvent event) {
    String serial = new SerialNumber(event.serial()).hex();
    String issuer = event.issuerName();
    String key = "revoked " + issuer + " " + serial;
    String data =
        Json.createObjectBuilder().add("serial", serial).add("issuer", issuer).build().toString();
    synchronized (revoked) {
      revoked.addLast(key);
      if (revoked.size() > MOST_REVOKED) {
        picture.forget(revoked.removeFirst());
      }
    }
    picture.put(key, "revoked", data);
    picture.wake();
  }

  private void follow(String point, FeedStream stream) {
    try {
      stream.run();
    } catch (ProblemException refusal) {
      writer.record(
          AuditEntry.of("enforcement-feed.ended", Outcome.DENIED, refusal.check(), point));
    } catch (RuntimeException e) {
      LOG.fault("enforcement-feed.failed", Map.of("point", point), e);
    } finally {
      streams.end(point, stream);
    }
  }

  /** Looks at what has changed, if there are readers; the periodic tasks call it. */
  public void follow() {
    try {
      if (openStreams() > 0) {
        look();
      }
    } catch (RuntimeException e) {
      // An exception would end the looks. Readers are told nothing until one succeeds.
      LOG.fault("enforcement-feed.look-failed", Map.of(), e);
    }
  }

  private synchronized void look() {
    if (looks % LOOKS_OF_BUNDLE == 0) {
      lookForBundle();
      agents.followReports();
    }
    looks++;
    tasks.look();
    agents.follow();
  }

  private void lookForBundle() {
    if (bundle.isUnsatisfied()) {
      return;
    }
    bundle
        .get()
        .now()
        .ifPresent(
            name ->
                picture.put(
                    "bundle",
                    "bundle",
                    Json.createObjectBuilder()
                        .add("number", name.number())
                        .add("digest", name.digest())
                        .build()
                        .toString()));
  }

  private boolean isCertain() {
    Instant now = clock.instant();
    return inventory.isFresh()
        && isWithin(tasks.readAt(), now, CERTAIN_ROWS)
        && authority
            .get()
            .state()
            .heardAt()
            .filter(at -> isWithin(at, now, CERTAIN_REVOCATIONS))
            .isPresent();
  }

  private static boolean isWithin(Instant at, Instant now, Duration longest) {
    return !at.equals(Instant.MIN) && Duration.between(at, now).abs().compareTo(longest) < 0;
  }
}
