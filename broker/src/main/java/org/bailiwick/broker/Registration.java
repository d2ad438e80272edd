package org.bailiwick.broker;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Registers the broker as an agent, again and again until the registry has taken it, and anew when
 * there is another credential in its folder, whoever has renewed it.
 */
final class Registration {
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final Optional<URI> registry;
  private final BrokerIdentity identity;
  private final Consumer<String> log;
  private final Clock clock;
  private Instant next = Instant.EPOCH;
  private Optional<SerialNumber> registered = Optional.empty();
  private volatile String state = "not asked";

  Registration(Optional<URI> registry, BrokerIdentity identity, Consumer<String> log, Clock clock) {
    this.registry = registry;
    this.identity = identity;
    this.log = log;
    this.clock = clock;
  }

  /** What the registry said last, or why it was not reached. */
  String state() {
    return registry.isEmpty() ? "by the operator" : state;
  }

  /** One attempt if one is due; a refusal is logged. */
  void attempt() {
    if (registry.isEmpty() || clock.instant().isBefore(next)) {
      return;
    }
    try {
      Optional<SerialNumber> present = Optional.of(identity.folder().serial());
      if (!present.equals(registered)) {
        next = clock.instant().plus(PAUSE);
        register(registry.get());
        registered = present;
      }
    } catch (ProblemException e) {
      state = e.check();
      log.accept("not-registered problem=%s check=%s".formatted(e.type().slug(), e.check()));
    } catch (RuntimeException e) {
      next = clock.instant().plus(PAUSE);
      state = e.getClass().getSimpleName();
      log.accept("not-registered fault=" + e.getClass().getSimpleName());
    }
  }

  private void register(URI place) {
    try (RegistryClient client = new RegistryClient(place, identity.trusted(), identity.folder())) {
      state = client.register().state().toString();
      log.accept("registered state=" + state);
    }
  }
}
