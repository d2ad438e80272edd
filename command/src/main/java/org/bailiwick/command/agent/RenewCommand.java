package org.bailiwick.command.agent;

import java.nio.file.Path;
import java.security.PublicKey;
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
import picocli.CommandLine.Option;

/**
 * {@code agent renew}: enrols the agent of the folder again and replaces its credential. An
 * unanswered request is repeated unchanged.
 */
@Command(
    name = "renew",
    description = "Gets the next credential of a folder, with the options of its agent enrol.")
final class RenewCommand extends FolderCommand {
  @Mixin private WaitOptions wait;

  @Option(
      names = "--keep-key",
      description = "Certify the same key again; implied if an attestor is bound to it.")
  private boolean keepKey;

  @ArgGroup private When when;

  private static final class When {
    @Option(
        names = "--when-due",
        description = "Do nothing before the time that the authority set.")
    private boolean due;

    @Option(names = "--watch", description = "Keep running, and renew whenever it is time.")
    private boolean watch;

    @Option(
        names = "--prepare-key",
        description =
            "Make the next key only, unless the key is kept, and print the thumbprint that the"
                + " owner's consent must name.")
    private boolean prepare;
  }

  @Option(
      names = "--owner-consent",
      paramLabel = "FILE",
      description =
          "The owner's consent to this renewal, if the credential holds the owner's key (default:"
              + " the file that enrol was given).")
  private Path consent;

  @Override
  public Integer call() throws InterruptedException {
    CredentialFolder credential = folder();
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
            this, renewal.renew(), renewal::renew, "./bailiwick agent renew --folder " + path());
      }
    }
    return 0;
  }

  private PublicKey nextKey(CredentialFolder credential, EnrolmentOptions options) {
    return options.keepsKey(keepKey)
        ? credential.chain().getFirst().getPublicKey()
        : CredentialEnrolment.prepareKey(credential, options::makeKey);
  }
}
