package org.bailiwick.command.enforcement;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.renewal.RenewalWatch;
import org.bailiwick.command.enrolment.EnrolmentOptions;
import org.bailiwick.command.processlog.ProcessLog;
import org.bailiwick.command.segment.SegmentOptions;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.enforcement.process.LocalEnforcement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code enforcement-point run}: decides for what runs beside it, and renews its credential. It
 * ends when it is killed, when the name is frozen, or when an officer rejects a renewal.
 */
@Command(name = "run", description = "Runs an enforcement point until it is stopped.")
final class EnforcementRunCommand implements Callable<Integer> {
  private static final long AGAIN_MILLIS = 5000;
  private static final int SERVER_ERROR = 500;

  @Mixin private EnforcementFiles files;
  @Mixin private SegmentOptions segments;
  @Mixin private ProcessLog log;

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

  private void say(String line) {
    log.say(LocalEnforcement.class, line);
  }
}
