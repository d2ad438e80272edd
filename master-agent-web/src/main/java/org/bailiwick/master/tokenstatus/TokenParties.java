package org.bailiwick.master.tokenstatus;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.parties.RecordedCallers;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenRecord;

/**
 * Tells whether the parties of a token may still take part: its caller, and the agent for which a
 * Txn-Token was made. What is not known now is refused with dependency-unavailable.
 */
@Dependent
class TokenParties {

  private final RecordedCallers callers;
  private final AgentInventory inventory;
  private final Clock clock;

  @Inject
  TokenParties(RecordedCallers callers, AgentInventory inventory, Clock clock) {
    this.callers = callers;
    this.inventory = inventory;
    this.clock = clock;
  }

  /**
   * The check by which the token, whose claim {@code sub} is this principal, must not be used now;
   * empty if there is none.
   */
  Optional<String> refusal(TokenRecord token, String principal) {
    return callers.refusal(token, principal, token.scope()).or(() -> ofCallee(token));
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
