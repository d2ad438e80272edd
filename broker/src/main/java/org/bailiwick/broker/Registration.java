package org.bailiwick.broker;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.contract.problem.ProblemException;

/** Registers the broker as an agent, again and again until the registry has taken it. */
final class Registration {
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final Optional<URI> registry;
  private final BrokerIdentity identity;
  private final Consumer<String> log;
  private final Clock clock;
  private final AtomicBoolean due = new AtomicBoolean(true);
  private Instant next = Instant.EPOCH;
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

  /** Says that the credential is another one now. */
  void again() {
    due.set(true);
  }

  /** One attempt if one is due; a refusal is logged. */
  void attempt() {
    if (registry.isEmpty() || clock.instant().isBefore(next) || !due.getAndSet(false)) {
      return;
    }
    next = clock.instant().plus(PAUSE);
    try (RegistryClient client =
        new RegistryClient(registry.get(), identity.trusted(), identity.folder())) {
      state = client.register().state().toString();
      log.accept("registered state=" + state);
    } catch (ProblemException e) {
      due.set(true);
      state = e.check();
      log.accept("not-registered problem=%s check=%s".formatted(e.type().slug(), e.check()));
    } catch (RuntimeException e) {
      due.set(true);
      state = e.getClass().getSimpleName();
      log.accept("not-registered fault=" + e.getClass().getSimpleName());
    }
  }
}
