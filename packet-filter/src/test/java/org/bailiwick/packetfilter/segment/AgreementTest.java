package org.bailiwick.packetfilter.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bailiwick.packetfilter.listing.ListedTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules, as the kernel lists them, and policies say the same of every pair of generated networks.
 * Needs root.
 */
class AgreementTest {
  @Test
  void packetsAndDecisionsAgreeOverHundredThousandFlows() {
    AgreementCheck.Result result = compare(GeneratedNetwork.router(18, 42));
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

  /**
   * Errors that are put into the compiler on purpose: each text of the rules, replaced everywhere
   * by another one.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a range ends one port later   | 9000-9020 | 9000-9021
          a range begins one port later | 400-500 | 401-500
          caller and callee exchanged   | ct original ip saddr @seg-(\\S+)_from4 (.*)ct reply ip saddr @seg-(\\S+)_nets4 |           ct reply ip saddr @seg-$1_from4 $2ct original ip saddr @seg-$3_nets4
          IPv6 forgotten                | meta nfproto ipv6 goto check6 | meta nfproto ipv6 accept
          the last denial forgotten     | counter goto deny4 comment "between segments" | accept
          a revoked callee forgotten    | ct reply ip saddr \\. ct reply proto-src @blocked_locators4 counter goto deny4 | ct state invalid counter
          TCP taken for UDP             | ct original protocol udp | ct original protocol tcp
          tasks not asked for           | @tasks4 return | @tasks4 accept
          established packets let by    | ct state invalid,untracked goto stray | ct state established accept
          an address of a party missing | 10\\.\\d\\.2\\.\\d+, |
          """)
  void errorsOfTheCompilerAreFound(String error, String rule, String wrong) {
    List<Disagreement> found = new ArrayList<>();
    for (long seed = 1; seed <= 12 && found.isEmpty(); seed++) {
      GeneratedNetwork network = GeneratedNetwork.router(seed, 6);
      String rules = SegmentRules.compile(network.plan(), network.world()).load();
      String mutant = rules.replaceAll(rule, wrong == null ? "" : wrong);
      if (!mutant.equals(rules)) {
        found.addAll(compare(network, mutant).disagreements());
      }
    }
    assertThat(found).as(error).isNotEmpty();
    System.out.println(error + ": " + found.getFirst().explained());
  }

  private static AgreementCheck.Result compare(GeneratedNetwork network) {
    return compare(network, SegmentRules.compile(network.plan(), network.world()).load());
  }

  private static AgreementCheck.Result compare(GeneratedNetwork network, String rules) {
    try (TestNamespace namespace = TestNamespace.open()) {
      namespace.nft().load(rules);
      if (network.plan().tasks()) {
        namespace.nft().load(network.taskElements());
      }
      return new AgreementCheck(
              network.plan(), network.world(), PlanDecisions.of(network.json()), network.taskOf())
          .compare(
              ListedTable.parse(namespace.nft().json("list", "table", "inet", SegmentRules.TABLE)),
              5);
    }
  }
}
