package org.bailiwick.command.agent;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.concurrent.Callable;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.key.Thumbprint;
import org.bailiwick.client.renewal.CredentialEnrolment;
import org.bailiwick.client.renewal.CredentialRenewal;
import org.bailiwick.client.renewal.RenewalWatch;
import org.bailiwick.command.enrolment.EnrolmentOptions;
import org.bailiwick.command.enrolment.OptionsFile;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code agent renew}: the enrolment of the folder once more, in the place of the credential that
 * is there. A try that was not answered is repeated as it was.
 */
@Command(
    name = "renew",
    mixinStandardHelpOptions = true,
    description = "Gets the next credential of a folder, as agent enrol got the first.")
final class RenewCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FolderOption folder;
  @Mixin private WaitOptions wait;

  @Option(
      names = "--keep-key",
      description = "Certify the same key again; implied where an attestor is bound to it.")
  private boolean keepKey;

  @ArgGroup private When when;

  private static final class When {
    @Option(names = "--when-due", description = "Do nothing before the time the authority said.")
    private boolean due;

    @Option(names = "--watch", description = "Stay and renew whenever it is time.")
    private boolean watch;

    @Option(
        names = "--prepare-key",
        description =
            "Make the next key only, or take the one that is kept, and print the thumbprint that"
                + " the owner's consent must name.")
    private boolean prepare;
  }

  @Option(
      names = "--owner-consent",
      paramLabel = "FILE",
      description =
          "What the owner signed for this renewal, where the credential holds the owner's key; the"
              + " file that enrol was given if absent.")
  private Path consent;

  @Override
  public Integer call() throws InterruptedException {
    CredentialFolder credential = folder.open();
    EnrolmentOptions options = new OptionsFile(credential).read().withConsent(consent);
    if (when != null && when.prepare) {
      say(Thumbprint.of(nextKey(credential, options)));
      return 0;
    }
    options.requireConsentFor(credential);
    try (AuthorityClient authority = options.connect()) {
      CredentialRenewal renewal = options.renewal(authority, credential, keepKey);
      if (when != null && when.watch) {
        new RenewalWatch(renewal, this::say).run();
      } else if (when != null && when.due && !renewal.isDue()) {
        say("not before " + renewal.dueAt());
      } else {
        return wait.settle(
            spec,
            renewal.renew(),
            renewal::renew,
            "./bailiwick agent renew --folder " + folder.path());
      }
    }
    return 0;
  }

  private PublicKey nextKey(CredentialFolder credential, EnrolmentOptions options) {
    return options.keepsKey(keepKey)
        ? credential.chain().getFirst().getPublicKey()
        : CredentialEnrolment.prepareKey(credential, options::makeKey);
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
