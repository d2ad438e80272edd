package org.bailiwick.packetfilter.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;
import org.bailiwick.policy.segment.SegmentsRefusedException;
import org.bailiwick.policy.segment.Subnet;
import org.junit.jupiter.api.Test;

/** Parties that packets do not tell apart are refused by name. */
class SegmentRulesTest {
  private static final String ID = "spiffe://bailiwick.example/agent/";
  private static final String PLAN =
      """
      {"segments":[
        {"name":"a","members":[{"tags":{"owner":"A"}}],"exclusive":true},
        {"name":"b","members":[{"tags":{"owner":"B"}},{"tags":{"risk":"high"}}]}],
       "tasks":false}""";

  @Test
  void refusesTwoCallersWithOneAddress() {
    assertThatThrownBy(() -> router(PLAN, party("x", 1001).with("owner", "A"), inB("y", 1002)))
        .isInstanceOf(SegmentsRefusedException.class)
        .hasMessageContaining(ID + "x and " + ID + "y have the address 10.0.0.1");
  }

  @Test
  void takesTwoCallersWithOneAddressAndTheSameRights() {
    router(PLAN, inB("x", 1001), inB("y", 1002));
  }

  @Test
  void refusesThemIfTasksGiveThemDifferentRights() {
    assertThatThrownBy(
            () ->
                router(
                    PLAN.replace("\"tasks\":false", "\"tasks\":true"),
                    inB("x", 1001),
                    inB("y", 1002)))
        .hasMessageContaining(ID + "x and " + ID + "y have the address 10.0.0.1");
  }

  @Test
  void refusesARevokedAgentAndAListedOneWithOneAddress() {
    assertThatThrownBy(() -> router(PLAN, inB("x", 1001), inB("y", 1002).withStatus("revoked")))
        .hasMessageContaining("packets do not tell them apart");
  }

  @Test
  void refusesTwoCalleesWithOneAddressAndPort() {
    assertThatThrownBy(
            () -> host(party("x", 1001).with("owner", "A").withUid(1), inB("y", 1001).withUid(2)))
        .hasMessageContaining("have the port 1001 of 10.0.0.1 in common");
  }

  @Test
  void tellsProcessesOfOneHostApartByTheirUids() {
    host(party("x", 1001).with("owner", "A").withUid(1), inB("y", 1002).withUid(2));
    assertThatThrownBy(
            () -> host(party("x", 1001).with("owner", "A").withUid(1), inB("y", 1002).withUid(1)))
        .hasMessageContaining("have the uid 1 in common");
    assertThatThrownBy(() -> host(inB("y", 1002)))
        .hasMessageContaining(ID + "y is on this host, and its uid is not known");
  }

  @Test
  void refusesAPartyInAnExclusiveSegmentAndAnother() {
    assertThatThrownBy(() -> router(PLAN, party("x", 1001).with("owner", "A").with("risk", "high")))
        .hasMessage(ID + "x is in a and b, of which a is exclusive");
  }

  @Test
  void closesThemInsteadWhileRulesAreInForce() {
    SegmentRules rules =
        SegmentRules.closing(
            SegmentPlan.read(PLAN),
            SegmentWorld.of(
                List.of(party("x", 1001).with("owner", "A"), inB("y", 1002)), Set.of()));
    assertThat(rules.closed()).containsOnlyKeys(ID + "x", ID + "y");
    assertThat(rules.elements().get("blocked4")).containsExactly("10.0.0.1");
    assertThat(rules.elements().get("blocked_locators4")).hasSize(2);
  }

  private static SegmentParty party(String name, int port) {
    return SegmentParty.of(ID + name, Subnet.address("10.0.0.1"), port);
  }

  private static SegmentParty inB(String name, int port) {
    return party(name, port).with("owner", "B");
  }

  private static void router(String plan, SegmentParty... parties) {
    compile(plan, Set.of(), parties);
  }

  private static void host(SegmentParty... parties) {
    compile(PLAN, Set.of("10.0.0.1"), parties);
  }

  private static void compile(String plan, Set<String> here, SegmentParty... parties) {
    SegmentRules rules =
        SegmentRules.compile(
            SegmentPlan.read(plan),
            new SegmentWorld(
                Arrays.asList(parties),
                Set.of(),
                here.stream().map(Subnet::address).collect(Collectors.toSet())));
    assertThat(rules.load()).contains("table inet bailiwick_segments");
  }
}
