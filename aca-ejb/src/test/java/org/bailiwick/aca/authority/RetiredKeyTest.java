package org.bailiwick.aca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.junit.jupiter.api.Test;

/** A key that the settings say is retired. */
class RetiredKeyTest {

  private final TestCa ca = TestCa.create("bailiwick.example");
  private final Authority old = authority("issuing-1", ca.issuing(), ca.issuingKey());
  private final Authority operators = authority("operator-ca", ca.root(), ca.issuingKey());
  private final Authority fresh = authority("issuing-2", ca.issuing(), ca.issuingKey());

  @Test
  void signsNothingAndSaysWhy() {
    assertThatThrownBy(() -> old.retired().sign(new byte[] {0x30, 0}))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("key-retired"))
        .hasMessageContaining("issuing-1 is retired (aca.retired-keys)");
    assertThat(old.retired().certificate()).isEqualTo(old.certificate());
    assertThat(old.isRetired()).isFalse();
  }

  @Test
  void isLookedForInNoToken() {
    assertThat(labels(List.of(old.retired(), fresh, operators), "issuing-2"))
        .containsExactlyInAnyOrder("issuing-2", "operator-ca", "audit", "events", "ocsp-1");
  }

  /** By mistake: nothing could be issued, and health has to say so. */
  @Test
  void theOneThatIssuesIsLookedForAllTheSame() {
    assertThat(labels(List.of(old.retired(), fresh, operators), "issuing-1"))
        .contains("issuing-1", "issuing-2");
  }

  private static Iterable<String> labels(List<Authority> all, String issuing) {
    KeySuccessions others =
        new KeySuccessions(
            new KeySuccession("ocsp-1"),
            new KeySuccession("events"),
            new KeySuccession("audit"),
            new KeySuccession());
    return new KeysInUse(
            new Authorities(all, new Roots(), issuing, "operator-ca"), others, Clock.systemUTC())
        .labels();
  }

  private Authority authority(String id, X509Certificate certificate, KeyPair key) {
    return new Authority(id, ca.domain(), certificate, () -> new InMemorySigningKey(id, key));
  }
}
