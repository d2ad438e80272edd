package org.bailiwick.master.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

class TextSharesTest {

  private final TextShares shares = new TextShares(100);

  private static TrustDomain domain(String name) {
    return TrustDomain.parse(name + ".example");
  }

  private String beside(String name, long length) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> shares.holding(domain(name), length, () -> "served"));
    if (refusal == null) {
      return "served";
    }
    assertThat(refusal.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    assertThat(refusal.retryAfter()).isPresent();
    return refusal.check();
  }

  @Test
  void threat55OneDomainsLongJobsLeaveHalfToOthers() {
    shares.holding(
        domain("a"),
        40,
        () -> {
          assertThat(beside("a", 20)).isEqualTo("job-memory");
          assertThat(beside("a", 10)).isEqualTo("served");
          assertThat(beside("b", 50)).isEqualTo("served");
          assertThat(beside("b", 70)).isEqualTo("job-memory");
          return true;
        });
    assertThat(beside("a", 50)).isEqualTo("served");
  }

  @Test
  void aTextThatIsLongerThanAllMayBeIsServedAlone() {
    assertThat(beside("a", 1000)).isEqualTo("served");
    shares.holding(domain("b"), 1, () -> assertThat(beside("a", 1000)).isEqualTo("job-memory"));
  }

  @Test
  void aRequestThatFailsGivesItsShareBack() {
    assertThat(
            catchThrowableOfType(
                IllegalStateException.class,
                () ->
                    shares.holding(
                        domain("a"),
                        50,
                        () -> {
                          throw new IllegalStateException();
                        })))
        .isNotNull();
    assertThat(beside("a", 50)).isEqualTo("served");
  }
}
