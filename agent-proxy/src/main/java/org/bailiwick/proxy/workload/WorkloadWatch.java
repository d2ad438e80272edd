package org.bailiwick.proxy.workload;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.proxy.rules.WorkloadApiRules;

/**
 * Keeps the answers of the Workload API up to date. It looks at the credential's folder four times
 * a second, and reads the bundle at the authority as often as the bundle's hint says.
 */
public final class WorkloadWatch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  /** The authority whose bundle is passed on, and the anchors below which it is read. */
  public record BundleOrigin(TrustedAuthority trusted, URI authority) {}

  private final JsonEndpoint authority;
  private final Consumer<String> log;
  private final WorkloadApi api;
  private final JwtSvids jwtSvids;
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("workload-api-", 0).factory());
  private boolean failing;

  private WorkloadWatch(
      JsonEndpoint authority, WorkloadApi api, JwtSvids jwtSvids, Consumer<String> log) {
    this.authority = authority;
    this.api = api;
    this.jwtSvids = jwtSvids;
    this.log = log;
  }

  /**
   * Reads credential and bundle and begins to watch them.
   *
   * @throws ProblemException if one of them cannot be read, or if the key cannot be given out
   */
  public static WorkloadWatch start(
      CredentialFolder folder, BundleOrigin origin, WorkloadApiRules rules, Consumer<String> log) {
    TrustedAuthority trusted = origin.trusted();
    Clock clock = Clock.systemUTC();
    JwtSvids jwtSvids = new JwtSvids(folder, JwtSvids.authority(folder, origin), rules, clock, log);
    WorkloadApi api = new WorkloadApi(folder, trusted.domain(), rules, jwtSvids, clock, log);
    api.requireGivableKey();
    WorkloadWatch watch =
        new WorkloadWatch(
            new JsonEndpoint(origin.authority(), trusted.serverTls()), api, jwtSvids, log);
    try {
      api.credential();
      PublishedBundle first = watch.read();
      api.bundle(first);
      watch.readAfter(first.refresh());
    } catch (RuntimeException e) {
      watch.close();
      throw e;
    }
    ScheduledFuture<?> unused =
        watch.threads.scheduleWithFixedDelay(
            watch::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  public WorkloadApi api() {
    return api;
  }

  private void look() {
    try {
      api.credential();
    } catch (RuntimeException e) { // whatever is wrong with the files, looking goes on
      api.credentialUnreadable();
    }
  }

  private PublishedBundle read() {
    return PublishedBundle.parse(authority.get(PublishedBundle.PATH, Map.of()).body());
  }

  private void readAfter(Duration wait) {
    ScheduledFuture<?> unused =
        threads.schedule(this::readAgain, wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** While readings fail, the last bundle stays in use. */
  private void readAgain() {
    Duration next = AFTER_FAILURE;
    try {
      PublishedBundle read = read();
      api.bundle(read);
      next = read.refresh();
      if (failing) {
        log.accept("workload-api bundle is read again");
      }
      failing = false;
    } catch (RuntimeException e) { // whatever the answer was, reading goes on
      if (!failing) {
        log.accept("workload-api bundle not read cause=" + e.getClass().getName());
      }
      failing = true;
    }
    if (!threads.isShutdown()) {
      readAfter(next);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    jwtSvids.close();
    authority.close();
  }
}
