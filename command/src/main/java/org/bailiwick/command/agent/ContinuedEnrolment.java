package org.bailiwick.command.agent;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.renewal.CredentialEnrolment;
import org.bailiwick.client.renewal.CredentialRenewal;
import org.bailiwick.command.enrolment.EnrolmentOptions;
import org.bailiwick.command.enrolment.OptionsFile;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * {@code agent enrol --continue}, which a kubelet or a service manager starts again and again: it
 * leads a folder to a credential, whatever an earlier run has left there. A machine that has
 * another address since gets a credential with it by a renewal.
 */
final class ContinuedEnrolment {
  private static final Set<String> CHANGEABLE = Set.of("--locator");

  private final FolderCommand command;
  private final EnrolmentOptions options;
  private final WaitOptions wait;
  private final CredentialFolder folder;
  private final OptionsFile file;

  ContinuedEnrolment(FolderCommand command, EnrolmentOptions options, WaitOptions wait) {
    this.command = command;
    this.options = options;
    this.wait = wait;
    this.folder = command.folder();
    this.file = new OptionsFile(folder);
  }

  /** Returns the exit code. */
  int run(CredentialEnrolment.FirstRequest first) throws IOException, InterruptedException {
    requireSameOrder();
    int exit = 0;
    if (!folder.hasCredential()) {
      exit = enrolled(first);
    } else {
      // An earlier run may have been killed before it had moved the options.
      file.complete();
    }
    if (exit == 0 && isMoved()) {
      exit = readdressed();
    } else if (exit == 0) {
      command.say("%s serial %s".formatted(folder.workload(), folder.serial().hex()));
    }
    return exit;
  }

  private void requireSameOrder() {
    if (!folder.hasCredential() && folder.next().request().isEmpty()) {
      return;
    }
    Set<String> changed = file.changes(options, command.line().getParseResult());
    changed.removeAll(CHANGEABLE);
    if (!changed.isEmpty()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "enrolment-differs",
          "The folder has an enrolment with another %s: use another folder, or change its %s and renew"
              .formatted(changed.iterator().next(), OptionsFile.NAME));
    }
  }

  private int enrolled(CredentialEnrolment.FirstRequest first)
      throws IOException, InterruptedException {
    try (AuthorityClient authority = options.connect()) {
      CredentialEnrolment enrolment = new CredentialEnrolment(authority, folder);
      Optional<EnrolmentAnswer> answer = enrolment.proceed(first, options::makeKey);
      int exit =
          answer.isPresent() ? wait.settle(command, answer.get(), enrolment::resume, again()) : 0;
      if (exit == 0) {
        file.complete();
      }
      return exit;
    }
  }

  private String again() {
    return "./bailiwick agent enrol --folder " + command.path() + " --continue …";
  }

  /** Whether the credential has another locator than the one that is asked for now. */
  private boolean isMoved() {
    return SpiffeId.of(folder.chain().getFirst()).isAgent()
        && !AgentCredential.read(folder.chain().getFirst())
            .information()
            .locator()
            .equals(options.locator());
  }

  /** A renewal that an earlier run has left undecided may have one more address. */
  private int readdressed() throws IOException, InterruptedException {
    file.begin(options, command.line().getParseResult());
    file.complete();
    try (AuthorityClient authority = options.connect()) {
      CredentialRenewal renewal = options.renewal(authority, folder, false);
      int exit = wait.settle(command, renewal.renew(), renewal::renew, again());
      return exit == 0 && isMoved()
          ? wait.settle(command, renewal.renew(), renewal::renew, again())
          : exit;
    }
  }
}
