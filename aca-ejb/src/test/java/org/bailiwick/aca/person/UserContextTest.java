package org.bailiwick.aca.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.policy.Entity;
import org.junit.jupiter.api.Test;

class UserContextTest {

  private static final String IDP = "https://idp.example";

  private final UserContext user =
      new UserContext(
          IDP,
          "alice",
          Set.of("operations", "audit"),
          Map.of("alice", Set.of("Finance"), "role:operations", Set.of("Operations", "Finance")),
          Instant.EPOCH,
          Optional.empty());

  @Test
  void bindsToThePersonBeforeTheRole() {
    assertThat(user.principalFor(new Owner("Finance")))
        .isEqualTo(new Principal(Principal.Kind.PERSON, IDP, "alice"));
  }

  @Test
  void bindsToTheRoleThatMayAct() {
    assertThat(user.principalFor(new Owner("Operations")))
        .isEqualTo(new Principal(Principal.Kind.ROLE, IDP, "operations"));
  }

  @Test
  void isInTheGroupsOfItsRolesForPolicies() {
    assertThat(PersonEntity.of(user, new Owner("Finance")).parents())
        .containsExactlyInAnyOrder(
            Entity.of("Group", IDP + "#operations"), Entity.of("Group", IDP + "#audit"));
  }

  @Test
  void doesNotTakeASubjectForARole() {
    UserContext trickster =
        new UserContext(
            IDP, "role:operations", Set.of(), user.owners(), Instant.EPOCH, Optional.empty());
    assertThat(trickster.mayActFor(new Owner("Operations"))).isFalse();
  }
}
