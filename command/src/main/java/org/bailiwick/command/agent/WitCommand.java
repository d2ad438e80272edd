package org.bailiwick.command.agent;

import java.util.concurrent.Callable;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.wit.TokenWatch;
import org.bailiwick.client.wit.WitClient;
import org.bailiwick.command.enrolment.DomainOptions;
import org.bailiwick.command.enrolment.OptionsFile;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code agent wit}: a Workload Identity Token for the folder's credential, kept beside it. */
@Command(
    name = "wit",
    mixinStandardHelpOptions = true,
    description =
        "Gets a Workload Identity Token for the credential of a folder: wit.jwt"
            + " (docs/workload-identity-token.md).")
final class WitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FolderOption folder;
  @ArgGroup private When when;

  private static final class When {
    @Option(names = "--when-due", description = "Do nothing in the first two thirds of its life.")
    private boolean due;

    @Option(names = "--watch", description = "Stay and get another whenever it is time.")
    private boolean watch;
  }

  @Override
  public Integer call() throws InterruptedException {
    CredentialFolder credential = folder.open();
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

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
