package org.bailiwick.command.segment;

import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bailiwick.enforcement.AgentFacts;
import org.bailiwick.enforcement.CredentialFacts;
import org.bailiwick.enforcement.FeedListener;
import org.bailiwick.enforcement.RevokedSerial;
import org.bailiwick.enforcement.TaskFlow;
import org.bailiwick.enforcement.report.DenialBook;
import org.bailiwick.node.outbound.address.LocatorAddresses;
import org.bailiwick.packetfilter.Nft;
import org.bailiwick.packetfilter.PacketFilterException;
import org.bailiwick.packetfilter.segment.SegmentGuard;
import org.bailiwick.packetfilter.segment.SegmentWorld;
import org.bailiwick.policy.bundle.VerifiedBundle;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;
import org.bailiwick.policy.segment.SegmentsRefusedException;

/**
 * Keeps the segments of this machine's packet filter as the Master Agent's feed tells: the plan
 * from the bundle in force, agents with their locators, and the flows of running tasks. While the
 * feed is away nothing new is opened, and what tasks have opened ends by itself.
 */
final class SegmentListener implements FeedListener, AutoCloseable {
  private static final String PLAN = "segments.json";
  private static final int MEND_SECONDS = 10;
  private static final int REPORT_SECONDS = 3;
  private static final int HTTPS = 443;
  private static final int HIGHEST_PORT = 65_535;
  private static final int SOON_MILLIS = 100;

  /** Well within the time after which the feed counts as silent. */
  private static final Duration LONGEST_LOOK_UP = Duration.ofSeconds(2);

  private final SegmentGuard guard;
  private final SegmentWorld own;
  private final Clock clock;
  private final Consumer<String> log;
  private final LocatorAddresses addresses;
  private final Map<String, AgentFacts> known = new HashMap<>();
  private final KnownParties parties;
  private final Map<String, String> bySerial = new HashMap<>();
  private final Set<String> revoked = new HashSet<>();
  private final AtomicBoolean toTell = new AtomicBoolean();

  /** Those named since the last picture has begun; empty when it is complete. */
  private Optional<Set<String>> named = Optional.empty();

  private final ScheduledFuture<?> mending;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("segment-mender").unstarted(task));

  /**
   * @param own what the operator knows of this machine: its addresses, the uids of agents on it,
   *     and parties that are no agents
   */
  SegmentListener(Nft nft, SegmentWorld own, Clock clock, Consumer<String> log) {
    this(nft, own, clock, log, InetAddress::getAllByName);
  }

  SegmentListener(
      Nft nft,
      SegmentWorld own,
      Clock clock,
      Consumer<String> log,
      LocatorAddresses.Resolver names) {
    this.addresses = LocatorAddresses.beside(names, LocatorAddresses.Failure.FORGETS, clock);
    addresses.onChange(this::tellSoon);
    this.guard = new SegmentGuard(nft, own.here(), clock);
    this.own = own;
    this.parties = new KnownParties(own);
    this.clock = clock;
    this.log = log;
    this.mending =
        timer.scheduleWithFixedDelay(this::watch, MEND_SECONDS, MEND_SECONDS, TimeUnit.SECONDS);
  }

  private void watch() {
    try {
      tellAll(); // a credential may have ended, or a name have another address
      guard.mend();
      guard.fault().ifPresent(fault -> log.accept("segments=not-in-force fault=" + fault));
    } catch (RuntimeException e) {
      log.accept("segments=not-checked fault=" + e.getMessage());
    }
  }

  /** Books what is let through and dropped, for the reports to the Master Agent. */
  void reportTo(DenialBook book) {
    SegmentReport report =
        new SegmentReport(new SegmentReport.Book(book::flow, book::denied), parties::named, clock);
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(() -> look(report), 0, REPORT_SECONDS, TimeUnit.SECONDS);
  }

  private void look(SegmentReport report) {
    try {
      report.book(guard.flows());
    } catch (PacketFilterException e) {
      report.nothing(); // nothing is in force, which the watch tells
    } catch (RuntimeException e) {
      log.accept("segments=flows-not-read fault=" + e.getMessage());
    }
  }

  @Override
  public void bundle(VerifiedBundle bundle) {
    String plan = bundle.files().get(PLAN);
    if (plan == null) {
      log.accept("segments=unchanged reason=bundle-without-segments number=" + bundle.number());
      return;
    }
    try {
      plan(SegmentPlan.read(plan));
      log.accept("segments=of-bundle number=" + bundle.number());
    } catch (SegmentsRefusedException e) {
      log.accept("segments=unchanged reason=" + e.getMessage());
    }
  }

  void plan(SegmentPlan plan) {
    guard.plan(plan);
  }

  @Override
  public void picture() {
    synchronized (this) {
      named = Optional.of(new HashSet<>());
    }
    guard.pictureBegins();
  }

  @Override
  public synchronized void agent(AgentFacts agent) {
    agent.credential().ifPresent(credential -> serial(agent.id(), credential.serial()));
    named.ifPresent(all -> all.add(agent.id()));
    AgentFacts before = known.get(agent.id());
    if (agent.locator().isEmpty() && before == null) {
      return;
    }
    AgentFacts now = agent.locator().isPresent() ? agent : before.withStatus(agent.status());
    known.put(now.id(), now);
    tell(now);
    if (addresses.of(host(now)).isEmpty()) {
      log.accept("segments=without-address agent=" + now.id());
    }
  }

  /** The credential of before may be revoked without harm to the agent. */
  private void serial(String agent, String serial) {
    Optional.ofNullable(known.get(agent))
        .flatMap(AgentFacts::credential)
        .map(CredentialFacts::serial)
        .ifPresent(bySerial::remove);
    bySerial.put(serial, agent);
  }

  /** One agent that cannot be a party is closed, and keeps nobody else from being one. */
  private void tell(AgentFacts agent) {
    try {
      SegmentParty party = party(agent);
      parties.put(party);
      guard.party(party);
    } catch (SegmentsRefusedException e) {
      parties.remove(agent.id());
      guard.removed(agent.id());
      log.accept("segments=agent-refused agent=" + agent.id() + " reason=" + e.getMessage());
    }
  }

  private synchronized void tellAll() {
    known.values().stream()
        .filter(agent -> named.map(all -> all.contains(agent.id())).orElse(true))
        .forEach(this::tell);
  }

  /** Names that are found at the same time are told together. */
  private void tellSoon() {
    if (toTell.compareAndSet(false, true) && !timer.isShutdown()) {
      ScheduledFuture<?> unused =
          timer.schedule(
              () -> {
                toTell.set(false);
                tellAll();
              },
              SOON_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }

  private SegmentParty party(AgentFacts agent) {
    Map<String, Set<String>> attributes = new HashMap<>();
    agent.owner().ifPresent(owner -> attributes.put("owner", Set.of(owner)));
    agent.risk().ifPresent(risk -> attributes.put("risk", Set.of(risk)));
    attributes.put("capability", agent.capabilities());
    agent
        .credential()
        .flatMap(CredentialFacts::attestation)
        .ifPresent(attestation -> attributes.put("attestation", Set.of(attestation.status())));
    Set<InetAddress> all = new HashSet<>(addresses.of(host(agent)));
    OptionalInt uid = OptionalInt.empty();
    for (SegmentParty local : own.parties()) {
      if (local.id().equals(agent.id())) {
        all.addAll(local.addresses());
        uid = local.uid();
      }
    }
    boolean ended = agent.credential().filter(each -> revoked.contains(each.serial())).isPresent();
    return new SegmentParty(
        agent.id(),
        all,
        port(agent.locator().orElseThrow()),
        uid,
        ended ? "revoked" : agent.statusAt(clock.instant()),
        attributes);
  }

  /** Nobody is called at a port that cannot be. */
  private static OptionalInt port(URI locator) {
    int port = locator.getPort() < 0 ? HTTPS : locator.getPort();
    return port >= 1 && port <= HIGHEST_PORT ? OptionalInt.of(port) : OptionalInt.empty();
  }

  private static String host(AgentFacts agent) {
    return agent
        .locator()
        .flatMap(locator -> Optional.ofNullable(locator.getHost()))
        .map(host -> host.replaceAll("[\\[\\]]", ""))
        .orElse("");
  }

  @Override
  public synchronized void revoked(RevokedSerial credential) {
    revoked.add(credential.serial());
    Optional.ofNullable(bySerial.get(credential.serial())).map(known::get).ifPresent(this::tell);
  }

  @Override
  public void task(TaskFlow task) {
    guard.task(task.task(), task.caller(), task.callee(), task.until());
  }

  @Override
  public void taskEnded(String task) {
    guard.taskEnded(task);
  }

  @Override
  public void synced() {
    addresses.await(LONGEST_LOOK_UP); // so that a start closes nobody for a moment
    synchronized (this) {
      tellAll();
      named.ifPresent(known.keySet()::retainAll);
      named = Optional.empty();
      addresses.keepOnly(
          known.values().stream().map(SegmentListener::host).collect(Collectors.toSet()));
    }
    // Of agents the file says only where they run; that they are listed, the feed says.
    own.parties().stream().filter(party -> !party.isAgent()).forEach(guard::party);
    guard.synced();
    log.accept("segments=synced agents=" + agents());
  }

  private synchronized int agents() {
    return known.size();
  }

  @Override
  public void cutOff() {
    log.accept("segments=cut-off nothing new is opened; tasks end by themselves");
  }

  @Override
  public void close() {
    boolean unused = mending.cancel(false);
    timer.shutdown();
    guard.close();
  }
}
