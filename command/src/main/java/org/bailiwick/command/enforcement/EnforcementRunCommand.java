package org.bailiwick.command.enforcement;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.renewal.RenewalWatch;
import org.bailiwick.command.enrolment.EnrolmentOptions;
import org.bailiwick.command.segment.SegmentOptions;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.enforcement.process.LocalEnforcement;
import org.bailiwick.node.json.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code enforcement-point run}: decides for what runs beside it, and renews its credential. It
 * ends when it is killed, when the name is frozen, or when an officer rejects a renewal.
 */
@Command(name = "run", description = "Runs an enforcement point until it is stopped.")
final class EnforcementRunCommand implements Callable<Integer> {
  private static final long AGAIN_MILLIS = 5000;
  private static final int SERVER_ERROR = 500;

  @Spec private CommandSpec spec;
  @Mixin private EnforcementFiles files;
  @Mixin private SegmentOptions segments;

  @Option(
      names = "--json-log",
      description = "Writes each line of the log as a JSON object, as the nodes do.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    EnrolmentOptions options = files.enrolment();
    CredentialFolder credential = files.credential();
    try (LocalEnforcement running =
        LocalEnforcement.start(
            files.settings(), credential, segments.listeners(this::say), this::say)) {
      segments.reportTo(running.book());
      say("listening port=" + running.port());
      renew(options, credential);
    }
    return 0;
  }

  /** The authority may be away at the start; enforcing does not wait for it. */
  private void renew(EnrolmentOptions options, CredentialFolder credential)
      throws InterruptedException {
    boolean told = false;
    while (true) {
      try (AuthorityClient authority = options.connect()) {
        new RenewalWatch(options.renewal(authority, credential, false), this::say).run();
      } catch (ProblemException e) {
        if (e.type().status() < SERVER_ERROR) {
          throw e;
        }
        if (!told) {
          say("renewal=waits check=" + e.check());
        }
        told = true;
        Thread.sleep(AGAIN_MILLIS);
      }
    }
  }

  private synchronized void say(String line) {
    spec.commandLine().getOut().println(json ? entry(line) : line);
    spec.commandLine().getOut().flush();
  }

  private static String entry(String line) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("Timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    members.put("Level", "INFO");
    members.put("LoggerName", LocalEnforcement.class.getPackageName());
    members.put("LogMessage", line);
    return JsonText.of(members);
  }
}
