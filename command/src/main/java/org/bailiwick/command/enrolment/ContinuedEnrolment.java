package org.bailiwick.command.enrolment;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.EnrolmentAnswer;
import org.bailiwick.client.renewal.CredentialEnrolment;
import org.bailiwick.client.renewal.CredentialRenewal;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import picocli.CommandLine.ParseResult;

/**
 * {@code agent enrol --continue}, which a kubelet or a service manager starts again and again: it
 * leads a folder to a credential, whatever an earlier run has left there. A machine that has
 * another address since gets a credential with it by a renewal.
 */
public final class ContinuedEnrolment {
  private static final Set<String> CHANGEABLE = Set.of("--locator");

  private final EnrolmentOptions options;
  private final ParseResult given;
  private final CredentialFolder folder;
  private final OptionsFile file;

  /**
   * @param given the command line with these options
   */
  public ContinuedEnrolment(EnrolmentOptions options, ParseResult given, CredentialFolder folder) {
    this.options = options;
    this.given = given;
    this.folder = folder;
    this.file = new OptionsFile(folder);
  }

  /** Tells the outcome of a request, which {@code again} repeats, and returns the exit code. */
  @FunctionalInterface
  public interface Settlement {
    int settle(EnrolmentAnswer answer, Supplier<EnrolmentAnswer> again) throws InterruptedException;
  }

  /** Returns the exit code of the last request; empty if none was needed. */
  public OptionalInt run(CredentialEnrolment.FirstRequest first, Settlement settlement)
      throws IOException, InterruptedException {
    requireSameOrder();
    OptionalInt exit = folder.hasCredential() ? OptionalInt.empty() : enrolled(first, settlement);
    if (exit.orElse(0) != 0) {
      return exit;
    }
    file.complete(); // an earlier run may have been killed before it had moved the options
    return isMoved() ? OptionalInt.of(readdressed(settlement)) : exit;
  }

  private void requireSameOrder() {
    if (!folder.hasCredential() && folder.next().request().isEmpty()) {
      return;
    }
    Set<String> changed = file.changes(options, given);
    changed.removeAll(CHANGEABLE);
    if (!changed.isEmpty()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "enrolment-differs",
          "The folder has an enrolment with another %s: use another folder, or change its %s and renew"
              .formatted(changed.iterator().next(), OptionsFile.NAME));
    }
  }

  private OptionalInt enrolled(CredentialEnrolment.FirstRequest first, Settlement settlement)
      throws InterruptedException {
    try (AuthorityClient authority = options.connect()) {
      CredentialEnrolment enrolment = new CredentialEnrolment(authority, folder);
      Optional<EnrolmentAnswer> answer = enrolment.proceed(first, options::makeKey);
      return answer.isPresent()
          ? OptionalInt.of(settlement.settle(answer.get(), enrolment::resume))
          : OptionalInt.empty();
    }
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
  private int readdressed(Settlement settlement) throws IOException, InterruptedException {
    file.begin(options, given);
    file.complete();
    try (AuthorityClient authority = options.connect()) {
      CredentialRenewal renewal = options.renewal(authority, folder, false);
      int exit = settlement.settle(renewal.renew(), renewal::renew);
      return exit == 0 && isMoved() ? settlement.settle(renewal.renew(), renewal::renew) : exit;
    }
  }
}
