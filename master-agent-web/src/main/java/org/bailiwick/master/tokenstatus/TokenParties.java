package org.bailiwick.master.tokenstatus;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.Accounts;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.parties.CredentialStates;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.peer.RevocationState;

/**
 * Tells whether the parties of a token may still take part: its caller, by its rights and by the
 * serial number of its credential, or by its account; and the agent for which a Txn-Token was made.
 * What is not known now is refused with dependency-unavailable.
 */
@Dependent
class TokenParties {

  private final PartnerRights partners;
  private final CredentialStates credentials;
  private final Accounts accounts;
  private final AgentInventory inventory;
  private final Clock clock;

  @Inject
  TokenParties(
      PartnerRights partners,
      CredentialStates credentials,
      Accounts accounts,
      AgentInventory inventory,
      Clock clock) {
    this.partners = partners;
    this.credentials = credentials;
    this.accounts = accounts;
    this.inventory = inventory;
    this.clock = clock;
  }

  /**
   * The check by which the token, whose claim {@code sub} is this principal, must not be used now;
   * empty if there is none.
   */
  Optional<String> refusal(TokenRecord token, String principal) {
    return ofCaller(token, principal).or(() -> ofCallee(token));
  }

  private Optional<String> ofCaller(TokenRecord token, String principal) {
    return switch (token.origin().caller()) {
      case CallerIdentity.Agent agent ->
          partners.refusal(agent.id(), principal, token.scope()).or(() -> byCredential(agent));
      case CallerIdentity.ServiceWorkload service -> byCredential(service);
      case CallerIdentity.DeviceWorkload device -> byCredential(device);
      case CallerIdentity.Client client ->
          partners.refusalOfClient(client.id(), principal, token.scope());
      case CallerIdentity.Account account -> accounts.refusal(account, token.scope());
      case CallerIdentity.Person person -> Optional.of("person-status-unknown");
    };
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

  private Optional<String> ofCallee(TokenRecord token) {
    if (token.kind() == TokenKind.ACCESS || token.holder().isEmpty()) {
      return Optional.empty();
    }
    inventory.requireFresh();
    AgentId callee = AgentId.of(SpiffeId.parse(token.holder().get()));
    boolean revoked =
        inventory
            .find(callee)
            .map(agent -> agent.status(clock.instant()).equals("revoked"))
            .orElseGet(() -> inventory.wasRevoked(callee));
    return revoked ? Optional.of("callee-revoked") : Optional.empty();
  }
}
