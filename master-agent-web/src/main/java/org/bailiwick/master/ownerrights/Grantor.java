package org.bailiwick.master.ownerrights;

import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;

/** One from whom agents have rights: an owner, or a person or role behind agents. */
sealed interface Grantor {

  /** What the names of checks about it begin with. */
  String kind();

  /** The check of an agent of whose grantor no file tells. */
  default String notDescribed() {
    return kind() + "-not-described";
  }

  /** The check of a capability that the grantor's file does not have, or has no longer. */
  default String scopeCheck() {
    return kind() + "-scope";
  }

  /** The owner of agents. */
  record AgentOwner(Owner owner) implements Grantor {
    @Override
    public String kind() {
      return "owner";
    }
  }

  /** The person or role for whom agents act. */
  record AgentPrincipal(Principal principal) implements Grantor {
    @Override
    public String kind() {
      return "principal";
    }
  }
}
