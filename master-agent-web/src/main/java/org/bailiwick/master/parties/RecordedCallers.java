package org.bailiwick.master.parties;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.Accounts;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.peer.RevocationState;

/**
 * Tells whether a caller still stands of whom only a token's row tells, which has the serial number
 * of the certificate and not the certificate. {@link CallerStatus} is the same for the caller of a
 * job. The row does not tell when the certificate expires: an access token does not outlive it, and
 * the job of a service or device is cancelled with all its tokens.
 */
public record RecordedCallers(
    PartnerRights partners, CredentialStates credentials, Accounts accounts, StepRights rights) {

  /** The end of the checks of a scope that is not among the caller's rights. */
  private static final String SCOPE = "-scope";

  /** Callers of whose jobs every step is done by the right to that step. */
  public RecordedCallers(PartnerRights partners, CredentialStates credentials, Accounts accounts) {
    this(partners, credentials, accounts, context -> Optional.empty());
  }

  /**
   * The same for what is done with this token of a job. If the step comes from a named workflow,
   * the caller needs the workflow and not the step.
   */
  public Optional<String> refusal(TokenRecord token, String principal, CapabilitySet scope) {
    CallerIdentity caller = token.origin().caller();
    Optional<String> refusal = refusal(caller, principal, scope);
    return refusal
        .filter(RecordedCallers::isAboutScope)
        .flatMap(check -> token.context())
        .flatMap(rights::of)
        .map(right -> refusal(caller, principal, right))
        .orElse(refusal);
  }

  /**
   * The check by which nothing with this scope may be done for the caller and its principal; empty
   * if there is none.
   *
   * @throws ProblemException dependency-unavailable when it cannot be known now
   */
  public Optional<String> refusal(CallerIdentity caller, String principal, CapabilitySet scope) {
    return switch (caller) {
      case CallerIdentity.Workload workload ->
          partners.refusal(workload.id(), principal, scope).or(() -> byCredential(workload));
      case CallerIdentity.Client client -> partners.refusalOfClient(client.id(), principal, scope);
      case CallerIdentity.Account account -> accounts.refusal(account, scope);
      case CallerIdentity.Person person -> partners.people().refusal(person, scope);
    };
  }

  /** Whether such a check is about the scope alone, so that the caller may go on with less. */
  public static boolean isAboutScope(String check) {
    return check.endsWith(SCOPE);
  }

  private Optional<String> byCredential(CallerIdentity.Workload caller) {
    return switch (credentials.ofCaller(caller.id(), caller.credential().serial())) {
      case RevocationState.Good good -> Optional.empty();
      case RevocationState.Revoked revoked -> Optional.of("caller-revoked");
      case RevocationState.Unknown unknown ->
          throw new ProblemException(
              ProblemType.DEPENDENCY_UNAVAILABLE,
              "caller-status-stale",
              "It is not known now whether the caller's credential is revoked.",
              new IllegalStateException(unknown.why())); // the cause is for the log only
    };
  }
}
