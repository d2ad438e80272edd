package org.bailiwick.master.ownerrights;

import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;

/** Who answers for an agent: its owner, and the person or role for whom it acts. */
public record Responsibility(Owner owner, Principal principal) {

  /** As a credential states it. */
  public static Responsibility of(AgentInformation information) {
    return new Responsibility(information.owner(), information.principal());
  }
}
