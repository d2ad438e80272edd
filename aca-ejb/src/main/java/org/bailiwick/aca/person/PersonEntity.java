package org.bailiwick.aca.person;

import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.policy.Entity;

/** A user in the vocabulary of the decision point (docs/policy.md). */
public final class PersonEntity {

  private PersonEntity() {}

  /** The user, as the person or role that would answer for an agent of this owner. */
  public static Entity of(UserContext user, Owner owner) {
    Principal principal = user.principalFor(owner);
    return new Entity(
        "Person",
        user.issuer() + "#" + user.subject(),
        Map.of(
            "kind", principal.kind().token(),
            "issuer", principal.issuer(),
            "subject", principal.subject(),
            "roles", Set.copyOf(user.roles())));
  }
}
