package org.bailiwick.command.campus;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.bailiwick.client.revocation.SerialStatus;
import org.bailiwick.command.campus.session.SessionWatch;
import org.bailiwick.command.enrolment.DomainOptions;
import org.bailiwick.command.enrolment.OptionsFile;
import org.bailiwick.command.processlog.ProcessLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code campus watch}: ends sessions on the network when their certificate is revoked. */
@Command(
    name = "watch",
    description = {
      "Follows the authority's CRLs, and has switches end the sessions of certificates that were"
          + " revoked or have expired (Disconnect-Request, RFC 5176), until it is stopped.",
      "Runs beside the RADIUS server, under the same account."
    })
final class CampusWatchCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 500;
  private static final int MOST_SECONDS = 3600;

  @Spec private CommandSpec spec;
  @Mixin private ProcessLog log;

  @Option(
      names = "--folder",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder of campus setup.")
  private Path folder;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "The pause between two fetches of a CRL, 1 to 3600 (${DEFAULT-VALUE}).")
  private int every;

  @Option(
      names = "--when-stale",
      paramLabel = "disconnect|keep",
      defaultValue = "disconnect",
      description =
          "What happens to sessions when the CRL has passed its nextUpdate, no other can be had,"
              + " and the machine was not admitted anew (${DEFAULT-VALUE}).")
  private SessionWatch.WhenStale whenStale;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (every < 1 || every > MOST_SECONDS) {
      throw new ParameterException(
          spec.commandLine(), "--every is a number from 1 to " + MOST_SECONDS + ".");
    }
    RadiusFolder configuration = RadiusFolder.at(folder);
    if (!Files.isDirectory(configuration.journal())) {
      throw new IllegalArgumentException(
          "There is no journal of sessions at %s: give campus setup another folder, and let the"
                  .formatted(configuration.journal())
              + " RADIUS server use that");
    }
    List<RadiusClient> clients =
        RadiusClient.configured(configuration.path().resolve(RadiusFolder.CLIENTS));
    try (SerialStatus status = status(configuration);
        SessionWatch watch = SessionWatch.open(settings(configuration, clients), status::stateOf)) {
      run(status, watch);
    }
    return 0;
  }

  private SerialStatus status(RadiusFolder configuration) {
    ServerCredential own = ServerCredential.at(configuration.credential());
    DomainOptions domain = new OptionsFile(own.folder()).read().domain();
    return SerialStatus.of(
        domain.authority(),
        new SerialStatus.Settings(
            domain.trusted(),
            domain.plain(),
            Duration.ofSeconds(every),
            this::say,
            Clock.systemUTC()));
  }

  private SessionWatch.Settings settings(RadiusFolder configuration, List<RadiusClient> clients) {
    return new SessionWatch.Settings(
        configuration.journal(),
        configuration.path().resolve("log/disconnects.tsv"),
        configuration.listen(),
        (name, address) -> known(clients, name, address),
        whenStale,
        configuration.again().multipliedBy(2), // by then a switch has asked again
        this::say,
        Clock.systemUTC());
  }

  private static Optional<SessionWatch.Switch> known(
      List<RadiusClient> clients, String name, InetAddress address) {
    return clients.stream()
        .filter(each -> each.name().equals(name) && each.network().contains(address))
        .map(each -> new SessionWatch.Switch(each.secret(), each.port()))
        .findFirst();
  }

  private void run(SerialStatus status, SessionWatch watch) throws InterruptedException {
    try (ScheduledExecutorService fetching =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("crl-refresh").factory())) {
      status.refresh();
      watch.look();
      say("watching sessions=" + watch.count());
      ScheduledFuture<?> unused =
          fetching.scheduleWithFixedDelay(
              () -> refresh(status), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
      while (!Thread.interrupted()) { // until a signal ends the process
        Thread.sleep(LOOK_MILLIS);
        watch.look();
      }
    }
  }

  /** Whatever the failure is, the next fetch is tried: a timer would end after an exception. */
  private void refresh(SerialStatus status) {
    try {
      status.refresh();
    } catch (RuntimeException e) {
      say("crl=not-refreshed cause=" + e);
    }
  }

  private void say(String line) {
    log.say(SessionWatch.class, line.replaceAll("\\p{Cntrl}", "?"));
  }
}
