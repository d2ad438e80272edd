package org.bailiwick.aca.credentialrequest;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.node.decision.GroupEntity;
import org.bailiwick.policy.Entity;

/** The requested credential in the schema of the decision point (docs/policy.md). */
public final class CredentialEntity {

  private CredentialEntity() {}

  /**
   * The credential of this request, in the group that would answer for it.
   *
   * @param nameOwner the owner of the workload's name, if it has one
   * @param principal the person or role that would answer for the workload
   */
  public static Entity of(
      CredentialRequest requested, Optional<Owner> nameOwner, Principal principal) {
    return new Entity(
            "Credential",
            requested.workload().toString(),
            Map.of(
                "trust_domain", requested.workload().trustDomain().name(),
                "kind", requested.workload().kind().text(),
                "name", requested.workload().name(),
                "profile", requested.profile(),
                "owner", requested.owner().value(),
                "name_owner", nameOwner.map(Owner::value).orElse(""),
                "capabilities", Set.copyOf(requested.capabilities().texts())))
        .in(GroupEntity.of(principal).stream().toList());
  }
}
