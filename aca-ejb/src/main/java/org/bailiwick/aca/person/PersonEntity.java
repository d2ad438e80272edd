package org.bailiwick.aca.person;

import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.node.decision.GroupEntity;
import org.bailiwick.policy.Entity;

/** A user as an entity of the policy schema (docs/policy.md). */
public final class PersonEntity {

  private PersonEntity() {}

  /**
   * The user, as the person or role that would answer for an agent of this owner, and in the groups
   * that its roles are.
   */
  public static Entity of(UserContext user, Owner owner) {
    Principal principal = user.principalFor(owner);
    return new Entity(
            "Person",
            user.issuer() + "#" + user.subject(),
            Map.of(
                "kind", principal.kind().text(),
                "issuer", principal.issuer(),
                "subject", principal.subject(),
                "roles", Set.copyOf(user.roles())))
        .in(GroupEntity.of(user.issuer(), user.roles()));
  }
}
