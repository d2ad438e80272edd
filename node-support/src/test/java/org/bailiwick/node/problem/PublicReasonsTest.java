package org.bailiwick.node.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

class PublicReasonsTest {

  private static ProblemException denied(String check) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, "No.");
  }

  @Test
  void aCheckAboutTheCallerIsTold() {
    assertThat(PublicReasons.members(denied("peer-kind-service")))
        .containsEntry("reasons", "peer-kind-service");
  }

  /** Such a check would say what became of somebody else, or what exists. */
  @Test
  void aCheckAboutOthersIsNot() {
    for (String check :
        new String[] {"credential-revoked: x", "enrolment-of-another", "lease-token", "unknown"}) {
      assertThat(PublicReasons.members(denied(check))).isEmpty();
    }
  }

  @Test
  void theReasonsOfAPolicyStayAsTheyAre() {
    assertThat(PublicReasons.members(denied("peer-kind").with("reasons", "a b")))
        .containsEntry("reasons", "a b");
  }

  @Test
  void anotherKindOfRefusalHasNoReasonsOfItsOwn() {
    ProblemException other =
        new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, "peer-kind", "No.");
    assertThat(PublicReasons.members(other)).isEmpty();
  }
}
