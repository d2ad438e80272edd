package org.bailiwick.broker.watch;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.health.HealthCheck;
import org.bailiwick.broker.health.HealthListener;
import org.bailiwick.broker.health.Probe;
import org.bailiwick.broker.lease.LeaseBook;
import org.bailiwick.broker.metrics.BrokerMetrics;
import org.bailiwick.broker.records.RecordKey;
import org.bailiwick.broker.records.SignedRecords;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.work.RefusalLog;
import org.bailiwick.client.work.Work;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.listener.HttpListener;
import org.bailiwick.node.hsm.HsmHealth;
import org.bailiwick.node.hsm.Pkcs11Token;

/** Watches one running broker. */
public final class BrokerWatch implements AutoCloseable, HealthListener.Source {
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Pattern CHECK = Pattern.compile("check=([a-z0-9-]{1,100})(?: |$)");

  private final WatchSettings settings;
  private final Parts parts;
  private final Clock clock;
  private final BrokerMetrics metrics = new BrokerMetrics();
  private final AssetStates states;
  private final SignedRecords records;
  private final RecordKeeper keeper;
  private final Probe token;
  private final Probe database;
  private volatile Map<String, Integer> leases = Map.of();
  private Optional<HttpListener> listener = Optional.empty();

  /**
   * What is watched.
   *
   * @param folder the broker's credential
   * @param sole whether this process is the one broker of its database
   * @param registration how the registry lists the broker
   * @param sweeping whether the rounds that end leases go on
   */
  public record Parts(
      BrokerStore store,
      Pkcs11Token token,
      LeaseBook leases,
      CredentialFolder folder,
      BooleanSupplier sole,
      Supplier<String> registration,
      BooleanSupplier sweeping) {}

  /** Prepares to watch these parts. */
  public BrokerWatch(WatchSettings settings, Parts parts, Consumer<String> log, Clock clock) {
    this.settings = settings;
    this.parts = parts;
    this.clock = clock;
    this.states = new AssetStates(clock);
    this.records =
        new SignedRecords(settings.headsFile(), parts.store(), new RecordKey(parts.token()), clock);
    this.keeper = new RecordKeeper(records, log);
    this.token = new Probe("token", PAUSE, this::tokenFault, System::nanoTime);
    this.database = new Probe("database", PAUSE, this::databaseFault, System::nanoTime);
    metrics.gauge(
        "broker_credential_left_seconds",
        "Seconds until the broker's credential ends; NaN if it cannot be read.",
        this::credentialLeft);
    metrics.gauge(
        "broker_records_complete",
        "1 if the audit log is what was signed, else 0, and no order is accepted.",
        () -> records.fault().isEmpty() ? 1 : 0);
    metrics.gauge(
        "broker_sole",
        "1 if this process is the one broker of its database, else 0.",
        () -> parts.sole().getAsBoolean() ? 1 : 0);
  }

  /**
   * Compares the records, and begins to tell how the broker is.
   *
   * @throws IOException if the address for health checks is in use
   */
  public void begin() throws IOException {
    keeper.start();
    token.start();
    database.start();
    if (settings.health().isPresent()) {
      listener = Optional.of(HealthListener.start(settings.health().get(), this));
    }
  }

  /** The port for health checks; empty if there is none. */
  public OptionalInt port() {
    return listener.map(each -> OptionalInt.of(each.port())).orElse(OptionalInt.empty());
  }

  /** The work of an operation, which is refused while records are incomplete, and counted. */
  public Work observed(Asset asset, AssetOperation operation, Work work) {
    states.known(asset.name());
    return new ObservedWork(
        asset.name(), operation.capability().text(), work, records, metrics, states);
  }

  /** Counts refusals by their check, and passes them on. */
  public RefusalLog refusals(RefusalLog next) {
    return (line, fault) -> {
      Matcher check = CHECK.matcher(line);
      metrics.refused(check.find() ? check.group(1) : "others");
      next.refused(line, fault);
    };
  }

  /** A round of the sweeper ended. */
  public void swept(boolean done) {
    metrics.swept(done);
  }

  private Optional<String> tokenFault() {
    return parts.token().health() instanceof HsmHealth.Down down
        ? Optional.of(down.reason())
        : Optional.empty();
  }

  /** Reads the open leases, by which the database shows that it answers. */
  private Optional<String> databaseFault() {
    Map<String, Integer> open = new HashMap<>();
    parts.leases().open().forEach(lease -> open.merge(lease.asset(), 1, Integer::sum));
    leases = Map.copyOf(open);
    return Optional.empty();
  }

  private Optional<X509Certificate> certificate() {
    try {
      return Optional.of(parts.folder().chain().getFirst());
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  private double credentialLeft() {
    return certificate()
        .map(each -> (double) Duration.between(clock.instant(), end(each)).toSeconds())
        .orElse(Double.NaN);
  }

  private static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  private HealthCheck credential() {
    Optional<Instant> end = certificate().map(BrokerWatch::end);
    boolean up = end.filter(clock.instant()::isBefore).isPresent();
    return new HealthCheck(
        "credential", up, Map.of("until", end.map(Instant::toString).orElse("it cannot be read")));
  }

  @Override
  public List<HealthCheck> live() {
    boolean up = parts.sweeping().getAsBoolean() && keeper.isAlive();
    return List.of(
        HealthCheck.of("threads", up ? Optional.empty() : Optional.of("a thread has ended")));
  }

  @Override
  public List<HealthCheck> ready() {
    boolean sole = parts.sole().getAsBoolean();
    return List.of(
        HealthCheck.of("hsm", token.fault()),
        HealthCheck.of("database", database.fault()),
        HealthCheck.of(
            "claim",
            sole ? Optional.empty() : Optional.of("another broker may work with the database")),
        HealthCheck.of("records", keeper.fault()),
        credential(),
        new HealthCheck("registration", true, Map.of("state", parts.registration().get())),
        new HealthCheck("assets", true, states.all()));
  }

  @Override
  public String metrics() {
    Map<String, Integer> open = new HashMap<>();
    states.all().keySet().forEach(asset -> open.put(asset, 0));
    open.putAll(leases);
    metrics.leases(open);
    return metrics.text();
  }

  @Override
  public void close() {
    listener.ifPresent(HttpListener::close);
    token.close();
    database.close();
    keeper.close();
  }
}
