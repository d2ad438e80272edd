package org.bailiwick.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileSummaryTest {
  private static final List<String> VERIFYING =
      List.of(
          "com.amazon.corretto.crypto.provider.EvpSignature",
          "java.security.Signature",
          "org.bailiwick.node.signature.Verification",
          "org.bailiwick.aca.evidence.csr.CertificationRequest",
          "org.glassfish.jersey.server.ServerRuntime");

  @Test
  void countsAStackForTheInnermostPartItPassesThrough() {
    assertThat(CostParts.of(VERIFYING)).isEqualTo("signatures verified");
    assertThat(CostParts.of(VERIFYING.subList(3, 5))).isEqualTo("evidence: parsing and rules");
    assertThat(CostParts.of(List.of("java.util.HashMap", "org.bailiwick.node.jose.CompactJws")))
        .isEqualTo("evidence: parsing and rules");
    assertThat(CostParts.of(List.of("java.util.HashMap", "org.bailiwick.contract.json.StrictJson")))
        .isEqualTo("request: JAX-RS, CDI, JSON");
  }

  @Test
  void countsWhatNoPartKnowsAsTheRest() {
    assertThat(CostParts.of(List.of("java.util.HashMap", "java.lang.Thread")))
        .isEqualTo(CostParts.OTHER);
    assertThat(CostParts.of(List.of())).isEqualTo(CostParts.OTHER);
  }

  @Test
  void sharesTheTimeOfAnIssueByWeightLargestFirst() {
    ProfileSummary summary = new ProfileSummary();
    summary.add(List.of("org.h2.mvstore.MVStore"), 1);
    summary.add(VERIFYING, 2);
    summary.add(VERIFYING, 1);
    assertThat(summary.table(1000).lines())
        .containsExactly(" 75.0 %    750 us  signatures verified", " 25.0 %    250 us  database");
  }
}
