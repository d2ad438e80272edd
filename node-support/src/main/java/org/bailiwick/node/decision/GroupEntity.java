package org.bailiwick.node.decision;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.policy.Entity;

/**
 * The groups of this domain's organisation in the vocabulary of the policies: the roles that an
 * identity provider vouches for. A group's identifier holds the provider's issuer, because two
 * providers can have roles of the same name.
 */
public final class GroupEntity {

  private GroupEntity() {}

  /** The groups of a user to whom this issuer gave these roles. */
  public static List<Entity> of(String issuer, Collection<String> roles) {
    return roles.stream().filter(role -> !role.isEmpty()).map(role -> of(issuer, role)).toList();
  }

  /** The group that answers for an agent, if it is not a single person. */
  public static Optional<Entity> of(Principal principal) {
    return switch (principal.kind()) {
      case ROLE -> Optional.of(of(principal.issuer(), principal.subject()));
      case PERSON -> Optional.empty();
    };
  }

  private static Entity of(String issuer, String role) {
    return Entity.of("Group", issuer + "#" + role);
  }
}
