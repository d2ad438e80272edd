package org.bailiwick.command.agent;

import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.wit.TokenWatch;
import org.bailiwick.client.wit.WitClient;
import org.bailiwick.command.enrolment.DomainOptions;
import org.bailiwick.command.enrolment.OptionsFile;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code agent wit}: gets a Workload Identity Token and stores it beside the credential. */
@Command(
    name = "wit",
    description =
        "Gets a Workload Identity Token for a folder's credential, and stores it in wit.jwt"
            + " (docs/workload-identity-token.md).")
final class WitCommand extends FolderCommand {
  @ArgGroup private When when;

  private static final class When {
    @Option(
        names = "--when-due",
        description = "Do nothing in the first two thirds of the token's lifetime.")
    private boolean due;

    @Option(
        names = "--watch",
        description = "Keep running, and get a new token whenever it is time.")
    private boolean watch;
  }

  @Override
  public Integer call() throws InterruptedException {
    CredentialFolder credential = folder();
    DomainOptions domain = new OptionsFile(credential).read().domain();
    try (WitClient authority = new WitClient(domain.authority(), domain.trusted(), credential)) {
      TokenWatch watch = new TokenWatch(credential, authority::fetch, this::say);
      if (when != null && when.watch) {
        watch.run();
      } else if (when != null && when.due && !watch.isDue()) {
        say("not yet");
      } else {
        say("token until=" + authority.fetch().expiresAt());
      }
    }
    return 0;
  }
}
