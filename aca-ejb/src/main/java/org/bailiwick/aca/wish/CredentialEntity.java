package org.bailiwick.aca.wish;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.policy.Entity;

/** The credential that is wished for in the vocabulary of the decision port (docs/policy.md). */
public final class CredentialEntity {

  private CredentialEntity() {}

  /**
   * The credential of this wish.
   *
   * @param nameOwner whose the agent's name is, if it is anybody's
   */
  public static Entity of(Wish wish, Optional<Owner> nameOwner) {
    return new Entity(
        "Credential",
        wish.agent().toString(),
        Map.of(
            "trust_domain", wish.agent().trustDomain().name(),
            "name", wish.agent().name(),
            "profile", wish.profile(),
            "owner", wish.owner().value(),
            "name_owner", nameOwner.map(Owner::value).orElse(""),
            "capabilities", Set.copyOf(wish.capabilities().texts())));
  }
}
