package org.bailiwick.master.mirrored;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

class MirroredDomainsTest {
  private static final TrustDomain PARTNER = TrustDomain.parse("partner.example");

  private String answer = mirrors(true, "open");
  private long nanos;
  private final MirroredDomains domains =
      new MirroredDomains(
          () -> {
            if (answer.isEmpty()) {
              throw new ProblemException(
                  ProblemType.DEPENDENCY_UNAVAILABLE, "away", "The registry is away");
            }
            return answer.getBytes(StandardCharsets.UTF_8);
          },
          () -> nanos);

  @Test
  void aDomainIsNotHeardOfWhenTheRegistrySaysSo() {
    assertThat(domains.test(PARTNER)).isFalse();
    domains.follow();
    assertThat(domains.test(PARTNER)).isFalse();
    answer = mirrors(true, "not-heard");
    domains.follow();
    assertThat(domains.test(PARTNER)).isTrue();
    assertThat(domains.test(TrustDomain.parse("other.example"))).isFalse();
    answer = mirrors(true, "incomplete");
    domains.follow();
    assertThat(domains.test(PARTNER)).as("it begins anew").isFalse();
  }

  /** Threat 50. */
  @Test
  void noDomainWithAnAgreementIsHeardOfWhileTheRegistryIsAway() {
    domains.follow();
    answer = "";
    nanos += Duration.ofSeconds(59).toNanos();
    domains.follow();
    assertThat(domains.test(PARTNER)).isFalse();
    nanos += Duration.ofSeconds(1).toNanos();
    domains.follow();
    assertThat(domains.test(PARTNER)).isTrue();
    answer = mirrors(true, "open");
    domains.follow();
    assertThat(domains.test(PARTNER)).isFalse();
  }

  @Test
  void whatIsNoAnswerChangesNothing() {
    answer = mirrors(true, "not-heard");
    domains.follow();
    for (String other : new String[] {"[]", "{}", "{\"registries\":[{}]}", "x"}) {
      answer = other;
      domains.follow();
      assertThat(domains.test(PARTNER)).as(other).isTrue();
    }
    answer = mirrors(false, "none");
    domains.follow();
    assertThat(domains.test(PARTNER)).isFalse();
  }

  private static String mirrors(boolean imports, String state) {
    return """
    {"registries": [{"domain": "partner.example", "exports": true, "imports": %b, "state": "%s"}],
     "faults": {}}
    """
        .formatted(imports, state);
  }
}
