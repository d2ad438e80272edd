package org.bailiwick.command.broker;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.bailiwick.broker.Broker;
import org.bailiwick.broker.BrokerIdentity;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.renewal.RenewalWatch;
import org.bailiwick.command.enrolment.EnrolmentOptions;
import org.bailiwick.command.processlog.ProcessLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code broker run}: takes orders and works at the back ends, and renews the broker's credential.
 * It ends when it is killed, when the name is frozen, or when an officer rejects a renewal.
 */
@Command(name = "run", description = "Runs a broker until it is stopped.")
final class RunCommand implements Callable<Integer> {
  private static final String SECONDS_FOR_A_REQUEST = "30";

  @Mixin private SettingsOption settings;
  @Mixin private IdentityOption identity;
  @Mixin private ProcessLog log;

  @Override
  public Integer call() throws IOException, InterruptedException {
    // The JDK's server reads both at its first use: a limit for requests, and no delay of answers.
    System.setProperty("sun.net.httpserver.maxReqTime", SECONDS_FOR_A_REQUEST);
    System.setProperty("sun.net.httpserver.nodelay", "true");
    EnrolmentOptions options = identity.enrolment();
    BrokerIdentity self = identity.identity();
    try (AuthorityClient authority = options.connect();
        Broker broker = Broker.start(settings.read(), self, this::say)) {
      broker.healthPort().ifPresent(port -> say("health port=" + port));
      say("ready work=" + broker.address().getPort());
      new RenewalWatch(options.renewal(authority, self.folder(), false), this::say).run();
    }
    return 0;
  }

  private void say(String line) {
    log.say(Broker.class, line);
  }
}
