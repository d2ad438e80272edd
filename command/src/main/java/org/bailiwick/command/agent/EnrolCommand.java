package org.bailiwick.command.agent;

import java.io.IOException;
import java.security.PublicKey;
import java.util.OptionalInt;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.key.Thumbprint;
import org.bailiwick.client.renewal.CredentialEnrolment;
import org.bailiwick.command.enrolment.ContinuedEnrolment;
import org.bailiwick.command.enrolment.EnrolmentOptions;
import org.bailiwick.command.enrolment.OptionsFile;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code agent enrol}: makes a P-256 key and gets a credential for it; the key stays in the folder,
 * a token or the TPM. A request that is not decided at once is kept, and {@code --resume} sends it
 * again; {@code --continue} is for what starts the same command again and again until it is done.
 */
@Command(name = "enrol", description = "Makes a key and gets a credential for it (docs/agent.md).")
final class EnrolCommand extends FolderCommand {
  @Mixin private EnrolmentOptions options;
  @Mixin private WaitOptions wait;
  @ArgGroup private Earlier earlier;

  private static final class Earlier {
    @Option(
        names = "--resume",
        description = "Send the folder's undecided request again; needs no other option.")
    private boolean resume;

    @Option(
        names = "--continue",
        description =
            "Go on with what an earlier run of this command was cut off from: send an undecided"
                + " request again, begin if there is none, do nothing if there is a credential.")
    private boolean proceed;

    @Option(
        names = "--anew",
        description = "Delete the folder's undecided request and its key, and start again.")
    private boolean anew;

    @Option(
        names = "--prepare-key",
        description =
            "Make the key only, and print the thumbprint that the owner's consent must name. The"
                + " next enrol uses this key.")
    private boolean prepare;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CredentialFolder credential = folder();
    if (earlier != null && earlier.resume) {
      return resumed(credential);
    }
    if (earlier != null && earlier.prepare) {
      PublicKey key = CredentialEnrolment.prepareKey(credential, options::makeKey);
      say(Thumbprint.of(key));
      return 0;
    }
    options.requireOrder(line());
    return earlier != null && earlier.proceed ? continued(credential) : begun(credential);
  }

  private int begun(CredentialFolder credential) throws IOException, InterruptedException {
    OptionsFile file = new OptionsFile(credential);
    try (AuthorityClient authority = options.connect()) {
      CredentialEnrolment enrolment = new CredentialEnrolment(authority, credential);
      if (earlier != null && earlier.anew) {
        enrolment.forget();
      }
      return settled(enrolment, enrolment.begin(first(file), options::makeKey), file);
    }
  }

  private CredentialEnrolment.FirstRequest first(OptionsFile file) {
    return new CredentialEnrolment.FirstRequest(
        () -> {
          file.begin(options, line().getParseResult());
          return options.applicant();
        },
        options::order);
  }

  private int continued(CredentialFolder credential) throws IOException, InterruptedException {
    String later = "the same command again";
    OptionalInt exit =
        new ContinuedEnrolment(options, line().getParseResult(), credential)
            .run(
                first(new OptionsFile(credential)),
                (answer, again) -> wait.settle(this, answer, again, later));
    if (exit.isEmpty()) {
      say("%s serial %s".formatted(credential.workload(), credential.serial().hex()));
    }
    return exit.orElse(0);
  }

  private int resumed(CredentialFolder credential) throws IOException, InterruptedException {
    OptionsFile file = new OptionsFile(credential);
    try (AuthorityClient authority = file.begun().connect()) {
      CredentialEnrolment enrolment = new CredentialEnrolment(authority, credential);
      return settled(enrolment, enrolment.resume(), file);
    }
  }

  private int settled(CredentialEnrolment enrolment, EnrolmentAnswer first, OptionsFile file)
      throws IOException, InterruptedException {
    int exit =
        wait.settle(
            this,
            first,
            enrolment::resume,
            "./bailiwick agent enrol --folder " + path() + " --resume");
    if (exit == 0) {
      file.complete();
    }
    return exit;
  }
}
