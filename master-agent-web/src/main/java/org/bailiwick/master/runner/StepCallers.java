package org.bailiwick.master.runner;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.parties.CredentialStates;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.node.peer.RevocationState;

/** Asks before each step whether its job's caller may still have it run. */
record StepCallers(PartnerRights partners, CredentialStates credentials) {

  /**
   * The reason why no step with this scope is released for the caller; empty if there is none.
   *
   * @throws ProblemException dependency-unavailable when it cannot be known now
   */
  Optional<String> refusal(JobOwner owner, CapabilitySet scope) {
    SpiffeId caller = SpiffeId.parse(owner.caller());
    Optional<String> refusal =
        partners.refusal(caller, scope).map(check -> check + ": " + caller.trustDomain());
    return refusal.isPresent() ? refusal : byCredential(caller, owner);
  }

  private Optional<String> byCredential(SpiffeId caller, JobOwner owner) {
    return switch (credentials.ofCaller(caller, owner.certificate())) {
      case RevocationState.Good good -> Optional.empty();
      case RevocationState.Revoked revoked -> Optional.of("credential-revoked: " + caller);
      case RevocationState.Unknown unknown ->
          throw new ProblemException(
              ProblemType.DEPENDENCY_UNAVAILABLE,
              "caller-status-stale",
              "It is not known now whether the caller's credential is revoked.",
              new IllegalStateException(unknown.why())); // the cause is for the log only
    };
  }
}
