package org.bailiwick.packetfilter.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.bailiwick.packetfilter.listing.ListedTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules, as the kernel lists them, and policies say the same of every pair of generated networks.
 * Needs root.
 */
class AgreementTest {
  @TempDir private Path folder;

  @Test
  void packetsAndDecisionsAgreeOverHundredThousandFlows() {
    AgreementCheck.Result result = compare(GeneratedNetwork.router(18, 40));
    System.out.printf("%d flows, %d permitted%n", result.flows(), result.permitted());
    assertThat(result.disagreements()).extracting(Disagreement::explained).isEmpty();
    assertThat(result.flows()).isGreaterThan(100_000);
    assertThat(result.permitted()).isBetween(result.flows() / 50, result.flows() * 49 / 50);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 6})
  void theyAgreeInSmallNetworks(long seed) {
    AgreementCheck.Result result = compare(GeneratedNetwork.router(seed, 5));
    assertThat(result.disagreements()).extracting(Disagreement::explained).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 4})
  void theyAgreeOnAHostWithSeveralAgents(long seed) {
    AgreementCheck.Result result = compare(GeneratedNetwork.host(seed, 2));
    assertThat(result.disagreements()).extracting(Disagreement::explained).isEmpty();
    assertThat(result.permitted()).isPositive();
  }

  private AgreementCheck.Result compare(GeneratedNetwork network) {
    try (TestNamespace namespace = TestNamespace.open()) {
      String rules = SegmentRules.compile(network.plan(), network.world()).load();
      namespace.nft().load(rules);
      if (network.plan().tasks()) {
        namespace.nft().load(network.taskElements());
      }
      return new AgreementCheck(
              network.plan(),
              network.world(),
              PlanDecisions.of(network.plan(), folder.resolve("policies")),
              network.taskOf())
          .compare(
              ListedTable.parse(
                  namespace.nft().json("list", "table", "inet", SegmentRules.TABLE)),
              5);
    }
  }
}
