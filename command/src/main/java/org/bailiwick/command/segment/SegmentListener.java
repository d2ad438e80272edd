package org.bailiwick.command.segment;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.enforcement.AgentFacts;
import org.bailiwick.enforcement.FeedListener;
import org.bailiwick.enforcement.RevokedSerial;
import org.bailiwick.enforcement.TaskFlow;
import org.bailiwick.enforcement.report.DenialBook;
import org.bailiwick.packetfilter.Nft;
import org.bailiwick.packetfilter.PacketFilterException;
import org.bailiwick.packetfilter.segment.SegmentGuard;
import org.bailiwick.packetfilter.segment.SegmentWorld;
import org.bailiwick.policy.bundle.VerifiedBundle;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;
import org.bailiwick.policy.segment.SegmentsRefusedException;
import org.bailiwick.policy.segment.Subnet;

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

  private final SegmentGuard guard;
  private final SegmentWorld own;
  private final Clock clock;
  private final Consumer<String> log;
  private final Map<String, SegmentParty> known = new ConcurrentHashMap<>();
  private final Map<String, Set<InetAddress>> lookedUp = new HashMap<>();
  private final Map<String, String> bySerial = new HashMap<>();
  private final Set<String> revoked = new HashSet<>();
  private final ScheduledFuture<?> mending;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("segment-mender").unstarted(task));

  /**
   * @param own what the operator knows of this machine: its addresses, the uids of agents on it,
   *     and parties that are no agents
   */
  SegmentListener(Nft nft, SegmentWorld own, Clock clock, Consumer<String> log) {
    this.guard = new SegmentGuard(nft, own.here(), clock);
    this.own = own;
    this.clock = clock;
    this.log = log;
    this.mending =
        timer.scheduleWithFixedDelay(this::watch, MEND_SECONDS, MEND_SECONDS, TimeUnit.SECONDS);
  }

  private void watch() {
    try {
      guard.mend();
      guard.fault().ifPresent(fault -> log.accept("segments=not-in-force fault=" + fault));
    } catch (RuntimeException e) {
      log.accept("segments=not-checked fault=" + e.getMessage());
    }
  }

  /** Books what is let through and dropped, for the reports to the Master Agent. */
  void reportTo(DenialBook book) {
    SegmentReport report =
        new SegmentReport(new SegmentReport.Book(book::flow, book::denied), this::known, clock);
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

  /**
   * The address, and the party that is known there: a caller by it alone, a callee with its port.
   */
  private String known(String address, int port) {
    List<String> ids =
        Stream.concat(known.values().stream(), own.parties().stream())
            .filter(party -> port == 0 || party.port().equals(OptionalInt.of(port)))
            .filter(party -> party.addresses().contains(Subnet.address(address)))
            .map(SegmentParty::id)
            .distinct()
            .toList();
    return ids.size() == 1 ? address + " " + ids.getFirst() : address;
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
    lookedUp.clear();
    guard.pictureBegins();
  }

  @Override
  public void agent(AgentFacts agent) {
    String status = agent.statusAt(clock.instant());
    agent.credential().ifPresent(credential -> bySerial.put(credential.serial(), agent.id()));
    boolean ended = agent.credential().filter(each -> revoked.contains(each.serial())).isPresent();
    SegmentParty before = known.get(agent.id());
    if (agent.locator().isEmpty() && before == null) {
      return;
    }
    SegmentParty party =
        agent
            .locator()
            .map(locator -> party(agent, locator))
            .orElse(before)
            .withStatus(ended ? "revoked" : status);
    known.put(agent.id(), party);
    guard.party(party);
  }

  private SegmentParty party(AgentFacts agent, URI locator) {
    Map<String, Set<String>> attributes = new HashMap<>();
    agent.owner().ifPresent(owner -> attributes.put("owner", Set.of(owner)));
    agent.risk().ifPresent(risk -> attributes.put("risk", Set.of(risk)));
    attributes.put("capability", agent.capabilities());
    agent
        .credential()
        .flatMap(credential -> credential.attestation())
        .ifPresent(attestation -> attributes.put("attestation", Set.of(attestation.status())));
    Set<InetAddress> addresses = new HashSet<>(addresses(agent.id(), locator));
    OptionalInt uid = OptionalInt.empty();
    for (SegmentParty local : own.parties()) {
      if (local.id().equals(agent.id())) {
        addresses.addAll(local.addresses());
        uid = local.uid();
      }
    }
    return new SegmentParty(
        agent.id(),
        addresses,
        OptionalInt.of(locator.getPort() < 0 ? HTTPS : locator.getPort()),
        uid,
        agent.status(),
        attributes);
  }

  /** Looked up once for each picture, since the feed waits meanwhile. */
  private Set<InetAddress> addresses(String id, URI locator) {
    String host = locator.getHost() == null ? "" : locator.getHost().replaceAll("[\\[\\]]", "");
    Set<InetAddress> found = lookedUp.computeIfAbsent(host, SegmentListener::lookUp);
    if (found.isEmpty()) {
      log.accept("segments=without-address agent=" + id);
    }
    return found;
  }

  private static Set<InetAddress> lookUp(String host) {
    try {
      return host.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(InetAddress.getAllByName(host)));
    } catch (UnknownHostException e) {
      return Set.of();
    }
  }

  @Override
  public void revoked(RevokedSerial credential) {
    revoked.add(credential.serial());
    SegmentParty party = known.get(bySerial.getOrDefault(credential.serial(), ""));
    if (party != null) {
      SegmentParty ended = party.withStatus("revoked");
      known.put(party.id(), ended);
      guard.party(ended);
    }
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
    // Of agents the file says only where they run; that they are listed, the feed says.
    own.parties().stream().filter(party -> !party.isAgent()).forEach(guard::party);
    guard.synced();
    log.accept("segments=synced agents=" + known.size());
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
