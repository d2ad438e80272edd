package org.bailiwick.master.parties;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.Accounts;
import org.bailiwick.master.caller.CallerCredential;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.node.peer.RevocationState;

/**
 * Tells whether a caller still stands, which each kind of caller shows in its own way: an agent by
 * its rights or those of its trust domain and by its credential, a client by the same rights
 * without a credential, a service or a device by its rights and the credential with which it has
 * called, all of them from memory; an account by its row; a person by a session in force, of whom
 * the identity provider was asked lately.
 */
public record CallerStatus(
    PartnerRights partners, CredentialStates credentials, Accounts accounts) {

  /** The check of a caller whose credential is revoked. */
  public static final String REVOKED = "credential-revoked";

  /**
   * The reason why nothing with this scope may be done for the caller and its principal; empty if
   * there is none.
   *
   * @throws ProblemException dependency-unavailable when it cannot be known now
   */
  public Optional<String> refusal(CallerIdentity caller, String principal, CapabilitySet scope) {
    return switch (caller) {
      case CallerIdentity.Workload workload ->
          partners
              .refusal(workload.id(), principal, scope)
              .or(() -> partners.ownCallers().expiry(workload))
              .map(check -> partners.reason(check, workload.id()))
              .or(() -> byCredential(workload));
      case CallerIdentity.Client client ->
          partners
              .refusalOfClient(client.id(), principal, scope)
              .map(check -> partners.reason(check, client.id()));
      case CallerIdentity.Account account ->
          accounts.refusal(account, scope).map(check -> check + ": " + account.name());
      case CallerIdentity.Person person ->
          partners.people().refusal(person, scope).map(check -> check + ": " + person.name());
    };
  }

  /**
   * The reason why the caller's jobs end at once, not only before their next step: its credential
   * is known to be revoked, or its partner or, for a service or device, its file allows nothing of
   * it any more.
   */
  public Optional<String> loss(CallerIdentity caller, String principal) {
    if (isRevoked(caller)) {
      return Optional.of(REVOKED + ": " + caller.name());
    }
    return switch (caller) {
      case CallerIdentity.Agent agent -> partners.loss(agent.id(), principal);
      case CallerIdentity.Client client -> partners.loss(client.id(), principal);
      case CallerIdentity.ServiceWorkload service -> lossOfOwn(service);
      case CallerIdentity.DeviceWorkload device -> lossOfOwn(device);
      case CallerIdentity.Person person -> Optional.empty();
      case CallerIdentity.Account account -> Optional.empty();
    };
  }

  private Optional<String> lossOfOwn(CallerIdentity.Workload caller) {
    return partners.ownCallers().loss(caller).map(check -> partners.reason(check, caller.id()));
  }

  /** Whether it is known that the caller's credential is revoked. */
  public boolean isRevoked(CallerIdentity caller) {
    return switch (caller) {
      case CallerIdentity.Workload workload -> state(workload) instanceof RevocationState.Revoked;
      // It has shown no credential; an agent of this domain is listed with one all the same.
      case CallerIdentity.Client client -> partners.isRevoked(client.id());
      // The end of the session ends its jobs, or else the refusal of the next step.
      case CallerIdentity.Person person -> false;
      case CallerIdentity.Account account -> false;
    };
  }

  private Optional<String> byCredential(CallerIdentity.Workload caller) {
    return switch (state(caller)) {
      case RevocationState.Good good -> Optional.empty();
      case RevocationState.Revoked revoked -> Optional.of(REVOKED + ": " + caller.id());
      case RevocationState.Unknown unknown ->
          throw new ProblemException(
              ProblemType.DEPENDENCY_UNAVAILABLE,
              "caller-status-stale",
              "It is not known now whether the caller's credential is revoked.",
              new IllegalStateException(unknown.why())); // the cause is for the log only
    };
  }

  private RevocationState state(CallerIdentity.Workload caller) {
    Optional<RevocationState> state =
        Optional.of(caller.credential())
            .flatMap(CallerCredential::certificate)
            .map(certificate -> credentials.ofCaller(caller.id(), certificate));
    return state.orElseGet(() -> new RevocationState.Unknown("the certificate is not stored"));
  }
}
