package org.bailiwick.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetFolder;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.leasereport.LeaseReporter;
import org.bailiwick.broker.leasereport.LeaseReports;
import org.bailiwick.broker.store.StoredAnswers;
import org.bailiwick.broker.watch.BrokerWatch;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.work.AgentRuntime;
import org.bailiwick.client.work.RuntimeSettings;
import org.bailiwick.client.work.Work;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;

/** The running broker: an agent whose works are the operations of its assets. */
public final class Broker implements AutoCloseable {
  private static final int HTTPS = 443;
  private static final Duration SWEEP = Duration.ofSeconds(3);
  private static final Duration FORGET = Duration.ofHours(1);

  private final BrokerDesk desk;
  private final Thread sweeper;
  private final AtomicBoolean sole = new AtomicBoolean(true);
  private final Registration registration;
  private final Consumer<String> log;
  private final Duration keep;
  private final BrokerWatch watch;
  private AgentRuntime runtime;
  private LeaseReporter reporter;

  private Broker(
      BrokerSettings settings,
      BrokerDesk desk,
      BrokerIdentity identity,
      Registration registration,
      Consumer<String> log) {
    this.desk = desk;
    this.keep = settings.keep();
    this.registration = registration;
    this.log = log;
    this.sweeper = Thread.ofPlatform().daemon().name("broker-sweeper").unstarted(this::rounds);
    this.watch =
        new BrokerWatch(
            settings.watch(),
            new BrokerWatch.Parts(
                desk.store(),
                desk.token(),
                desk.leases(),
                identity.folder(),
                sole::get,
                registration::state,
                () -> sweeper.getState() != Thread.State.TERMINATED),
            log,
            Clock.systemUTC());
  }

  /**
   * Starts the broker: it ends what an earlier process left at the back ends, and then listens.
   *
   * @throws IllegalArgumentException if an asset file or the settings are not as they have to be
   * @throws IllegalStateException if the credential does not list a capability, or another broker
   *     works with the database
   */
  public static Broker start(BrokerSettings settings, BrokerIdentity identity, Consumer<String> log)
      throws IOException, InterruptedException {
    List<Asset> assets = AssetFolder.read(settings.assets());
    BackEnds.check(assets);
    requireCapabilities(assets, identity.folder().credential().information().capabilities());
    Registration registration =
        new Registration(settings.registry(), identity, log, Clock.systemUTC());
    BrokerDesk desk = BrokerDesk.open(settings, assets, identity, log);
    Broker broker = new Broker(settings, desk, identity, registration, log);
    try {
      desk.store().claim();
      broker.watch.begin();
      broker.sweep();
      broker.listen(settings, assets, identity);
      registration.attempt();
      broker.sweeper.start();
      broker.reporter = LeaseReporter.start(reports(settings, desk, identity), log);
      return broker;
    } catch (IOException | InterruptedException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  private static void requireCapabilities(List<Asset> assets, CapabilitySet held) {
    List<String> missing =
        assets.stream()
            .flatMap(asset -> asset.operations().stream())
            .map(AssetOperation::capability)
            .filter(capability -> !held.covers(capability))
            .map(Capability::text)
            .sorted()
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "The broker's credential does not list what its asset files name: "
              + String.join(", ", missing));
    }
  }

  private static LeaseReporter.Parts reports(
      BrokerSettings settings, BrokerDesk desk, BrokerIdentity identity) {
    return new LeaseReporter.Parts(
        new LeaseReports(desk.store()),
        desk.leases(),
        desk.sweeper(),
        new JsonEndpoint(
            settings.master(), identity.folder().tls(identity.trusted().trust(SpiffeId::isNode))));
  }

  private void listen(BrokerSettings settings, List<Asset> assets, BrokerIdentity identity)
      throws IOException {
    OrderBooks books =
        new OrderBooks(desk.store(), desk.attempts(), desk.leases(), desk.sweeper(), sole);
    Map<Capability, Work> works = new HashMap<>();
    for (Asset asset : assets) {
      BackEndWork work = desk.works().get(asset.name());
      OrderWork orders = new OrderWork(asset, work, books, Clock.systemUTC());
      for (AssetOperation each : asset.operations()) {
        works.put(each.capability(), watch.observed(asset, each, orders.of(each)));
      }
    }
    URI locator = identity.folder().credential().information().locator().uri();
    InetSocketAddress listen = settings.listen().orElseGet(() -> placeOf(locator));
    runtime =
        AgentRuntime.start(
            new RuntimeSettings(identity.folder(), identity.trusted(), listen, settings.master()),
            works,
            new StoredAnswers(desk.store()),
            watch.refusals(new RefusedCallers(desk.store(), log, Clock.systemUTC())));
  }

  private static InetSocketAddress placeOf(URI locator) {
    return new InetSocketAddress(
        locator.getHost(), locator.getPort() < 0 ? HTTPS : locator.getPort());
  }

  private void rounds() {
    Instant forgotten = Instant.EPOCH;
    Clock clock = Clock.systemUTC();
    try {
      while (true) {
        Thread.sleep(SWEEP);
        sweep();
        registration.attempt();
        if (forgotten.plus(FORGET).isBefore(clock.instant())) {
          forget();
          forgotten = clock.instant();
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** A failure is logged and ends with the next round that succeeds. */
  private void sweep() {
    try {
      boolean claimed = desk.store().isClaimed();
      if (sole.getAndSet(claimed) != claimed) {
        log.accept("claim held=" + claimed);
      }
      if (claimed) {
        desk.sweeper().sweep();
        watch.swept(true);
      }
    } catch (RuntimeException e) {
      watch.swept(false);
      log.accept("sweep-failed fault=" + e.getClass().getSimpleName());
    }
  }

  private void forget() {
    try {
      new StoredAnswers(desk.store()).forget(keep);
    } catch (RuntimeException e) {
      log.accept("forget-failed fault=" + e.getClass().getSimpleName());
    }
  }

  /** The port of its health checks; empty if there is none. */
  public OptionalInt healthPort() {
    return watch.port();
  }

  /** The address at which it listens. */
  public InetSocketAddress address() {
    return runtime.address();
  }

  /** Takes no more orders; those that are executed are not answered, and their callers repeat. */
  @Override
  public void close() {
    if (runtime != null) {
      runtime.close();
    }
    if (reporter != null) {
      reporter.close();
    }
    watch.close();
    sweeper.interrupt();
    desk.close();
  }
}
