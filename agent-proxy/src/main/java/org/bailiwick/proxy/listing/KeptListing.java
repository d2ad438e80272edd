package org.bailiwick.proxy.listing;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.proxy.rules.Refusals;

/**
 * Registers the agent of a folder, sends its heartbeats, registers it again after each renewal and
 * when the registry no longer has it, and withdraws it at the end. While the registry is away, it
 * tries again.
 */
public final class KeptListing implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);

  /** An answer of a registry that is alive comes sooner, also while it starts. */
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private static final Duration LAST_ANSWER = Duration.ofSeconds(3);

  /** Together below the ten seconds that service managers give at least, by default. */
  private static final Duration INTERRUPTED_WITHIN = Duration.ofSeconds(1);

  private static final Duration WITHDRAWN_WITHIN = Duration.ofSeconds(5);

  private final CredentialFolder folder;
  private final TrustedAuthority trusted;
  private final WantedListing wanted;
  private final Consumer<String> log;
  private final Attendance attendance;
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("listing").factory());

  public KeptListing(
      CredentialFolder folder,
      TrustedAuthority trusted,
      WantedListing wanted,
      Consumer<String> log) {
    this.folder = folder;
    this.trusted = trusted;
    this.wanted = wanted;
    this.log = log;
    this.attendance =
        new Attendance(
            folder,
            () -> new RegistryClient(wanted.registry(), trusted, folder, ANSWER),
            wanted.description(),
            log);
  }

  /** Begins to keep the agent listed. */
  public void start() {
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(attendance::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * What a caller may know of the listing.
   *
   * @throws ProblemException dependency-unavailable with the reason, while the agent is not listed
   */
  public JsonObject requireListed() {
    return switch (attendance.state()) {
      case ListingState.Listed listed when Clock.systemUTC().instant().isBefore(listed.until()) ->
          Json.createObjectBuilder()
              .add("id", listed.id())
              .add("registry", wanted.registry().toString())
              .add("until", listed.until().toString())
              .build();
      case ListingState.Listed expired ->
          throw Refusals.unavailable(
              "listing-expired", "The credential has expired, and was not renewed", null);
      case ListingState.Awaited awaited ->
          throw Refusals.unavailable(awaited.check(), awaited.detail(), null);
      case ListingState.Revoked revoked ->
          throw Refusals.unavailable("listing-revoked", "The agent's credential was revoked", null);
      case ListingState.Ended ended ->
          throw Refusals.unavailable(
              "listing-ended",
              "An officer or the agent ended the listing; a new start of the proxy registers again",
              null);
    };
  }

  /** Ends the attempts, and withdraws the agent within a few seconds if it may be listed. */
  @Override
  public void close() {
    if (isClosed.getAndSet(true)) {
      return;
    }
    thread.shutdownNow();
    try {
      boolean unused =
          thread.awaitTermination(INTERRUPTED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      Thread last = Thread.ofPlatform().daemon().name("withdrawal").start(this::withdraw);
      if (!last.join(WITHDRAWN_WITHIN)) {
        log.accept("listing=left check=withdrawal-time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    attendance.close();
  }

  private void withdraw() {
    Optional<Attendance.Trace> trace = attendance.trace();
    if (trace.isEmpty()) {
      return;
    }
    try (RegistryClient registry =
        new RegistryClient(wanted.registry(), trusted, folder, LAST_ANSWER)) {
      String id = trace.get().id().orElseGet(() -> registry.register().id());
      registry.withdraw(id);
      log.accept("listing=withdrawn id=" + id);
    } catch (ProblemException refusal) {
      log.accept("listing=left " + Attendance.reason(refusal));
    }
  }
}
