package org.bailiwick.policy.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.PolicyRefusedException;
import org.bailiwick.policy.VersionFloor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentPlanTest {
  private static final Path DEFAULTS = Path.of("src/main/policies");
  private static final String PLAN =
      """
      {"segments":[
        {"name":"office","members":[{"subnet":"10.1.0.0/16"},{"subnet":"2001:db8:1::/48"}],"within":"allow"},
        {"name":"ledger","members":[{"workload":"spiffe://bailiwick.example/agent/ledger"},
          {"tags":{"owner":"Treasury","attestation":"affirming"}}]}],
       "allow":[{"from":"office","to":"ledger","protocol":"tcp","ports":[443,"8000-8100"]}],
       "tasks":true,"outside":"drop"}""";

  @Test
  void readsAPlan() {
    SegmentPlan plan = SegmentPlan.read(PLAN);
    assertThat(plan.segments())
        .extracting(NetworkSegment::name)
        .containsExactly("office", "ledger");
    assertThat(plan.allowed().getFirst().ports())
        .containsExactly(new PortRange(443, 443), new PortRange(8000, 8100));
    assertThat(plan.tasks()).isTrue();
    assertThat(plan.outside()).isEqualTo(OutsideFlows.DROP);
  }

  /** Threat 61: what is missing, empty, unknown or of a wrong type is refused. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      textBlock =
          """
          "segments"                | "segmints"            | the description: the member segmints is not known
          "within":"allow"          | "within":"yes"        | within is allow or deny
          "outside":"drop"          | "outside":true        | no text in outside
          "tasks":true              | "tasks":"true"        | neither true nor false
          "tasks":true,             | "tasks":true,"tasks":false, | not JSON, see line 6
          "tags":{"owner":"Treasury","attestation":"affirming"} | "tags":{} | has no tags
          "attestation"             | "attestacion"         | the tags of segment ledger: the member attestacion is not known
          "owner":"Treasury"        | "owner":null          | no text in owner
          10.1.0.0/16               | 10.1.0.1/16           | bits set behind its prefix
          10.1.0.0/16               | 10.1.0.0/33           | prefix length
          10.1.0.0/16               | 10.1.0/16             | not an IP address
          10.1.0.0/16               | 10.01.0.0/16          | not an IP address
          10.1.0.0/16               | ::ffff:10.1.0.0/112   | not an IP address
          10.1.0.0/16               | example.org           | not a subnet
          spiffe://bailiwick.example/agent/ledger | ledger  | not a SPIFFE id
          "ledger","members"        | "office","members"    | two segments are named office
          "name":"ledger"           | "name":"Ledger"       | name is like
          "to":"ledger"             | "to":"ledgers"        | a flow goes to an unknown segment: ledgers
          "from"                    | "from\\u001b[31m\\n":1,"from" | a flow: the member from?[31m? is not known
          "protocol":"tcp"          | "protocol":"sctp"     | tcp, udp or icmp
          "protocol":"tcp"          | "protocol":"icmp"     | ICMP has not
          443,                      | 0,                    | ports from 1 to 65535
          443,                      | 65536,                | ports from 1 to 65535
          443,                      | 443.5,                | number or a range
          443,                      | 8100,                 | twice
          "8000-8100"               | "8100-8000"           | ports from 1 to 65535
          "8000-8100"               | "8000-"               | written as
          [443,"8000-8100"]         | []                    | names no port
          {"subnet":"10.1.0.0/16"}  | {"subnet":"10.1.0.0/16","workload":"spiffe://a/agent/b"} | one of
          {"subnet":"10.1.0.0/16"},{"subnet":"2001:db8:1::/48"} | | has no members
          """)
  void refusesWhatIsNoPlan(String part, String instead, String refusal) {
    String changed = PLAN.replace(part, instead == null ? "" : instead);
    assertThat(changed).isNotEqualTo(PLAN);
    assertThatThrownBy(() -> SegmentPlan.read(changed))
        .isInstanceOf(SegmentsRefusedException.class)
        .hasMessageContaining(refusal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      textBlock =
          """
          {"subnet":"10.0.0.0/8"}   | {"subnet":"10.1.0.0/16"}
          {"subnet":"10.1.2.0/24"}  | {"subnet":"10.1.0.0/16"}
          {"workload":"spiffe://a/agent/b"} | {"workload":"spiffe://a/agent/b"}
          """)
  void refusesMembersOfAnExclusiveSegmentInAnother(String exclusive, String other) {
    String plan =
        """
        {"segments":[{"name":"a","members":[%s],"exclusive":true},{"name":"b","members":[%s]}]}"""
            .formatted(exclusive, other);
    assertThatThrownBy(() -> SegmentPlan.read(plan))
        .isInstanceOf(SegmentsRefusedException.class)
        .hasMessage("segment a is exclusive, but b has members of it");
    assertThat(SegmentPlan.read(plan.replace("\"exclusive\":true", "\"exclusive\":false")))
        .isNotNull();
  }

  @Test
  void saysWhoIsWhere() {
    SegmentMembership membership = new SegmentMembership(SegmentPlan.read(PLAN));
    SegmentParty party =
        SegmentParty.of("spiffe://bailiwick.example/agent/x", Subnet.address("10.1.2.3"), 8443);
    assertThat(membership.of(party)).containsExactly("office");
    assertThat(membership.of(party.with("owner", "Treasury"))).containsExactly("office");
    assertThat(membership.of(party.with("owner", "Treasury").with("attestation", "affirming")))
        .containsExactly("ledger", "office");
    assertThat(membership.of(Subnet.address("2001:db8:1::1"))).containsExactly("office");
    assertThat(membership.of(Subnet.address("10.2.0.1"))).isEmpty();
  }

  @Test
  void policiesOfTheFolderAndOfThePlanDecideTogether() throws IOException {
    CedarDecisionPoint point =
        CedarDecisionPoint.of(new VersionFloor.Loaded(1, "0".repeat(64)), files(PLAN));
    Entity office = Entity.of("Host", "10.1.0.1").in(Entity.of("Segment", "office"));
    Entity ledger =
        new Entity(
                "Agent",
                "spiffe://bailiwick.example/agent/ledger",
                Map.of("trust_domain", "bailiwick.example", "status", "listed"))
            .in(Entity.of("Segment", "ledger"));
    assertThat(point.decide(connect(office, ledger, 8100, Map.of())).reasons())
        .containsExactly("allowed-between-segments");
    assertThat(point.decide(connect(office, ledger, 8101, Map.of())))
        .isInstanceOf(Decision.Deny.class);
    assertThat(point.decide(connect(ledger, office, 443, Map.of())))
        .isInstanceOf(Decision.Deny.class);
    Entity other =
        new Entity(
                "Agent",
                "spiffe://bailiwick.example/agent/other",
                Map.of("trust_domain", "bailiwick.example", "status", "listed"))
            .in(Entity.of("Segment", "office"));
    assertThat(point.decide(connect(other, ledger, 443, Map.of())).reasons())
        .containsExactly("no-task-needs-it");
    assertThat(point.decide(connect(other, ledger, 443, Map.of("task", "j/s"))).reasons())
        .containsExactly("allowed-between-segments");
  }

  @Test
  void aFolderWhosePlanIsRefusedIsRefused() throws IOException {
    Map<String, String> files = files(PLAN.replace("10.1.0.0/16", "10.1.0.1/16"));
    assertThatThrownBy(
            () -> CedarDecisionPoint.of(new VersionFloor.Loaded(1, "0".repeat(64)), files))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("segments.json");
  }

  private static AccessRequest connect(
      Entity from, Entity to, long port, Map<String, Object> more) {
    Map<String, Object> context = new HashMap<>(more);
    context.putAll(Map.of("protocol", "tcp", "port", port, "family", "ipv4"));
    return new AccessRequest(from, Action.CONNECT, to, context);
  }

  private static Map<String, String> files(String plan) throws IOException {
    Set<Path> policies;
    try (Stream<Path> all = Files.list(DEFAULTS)) {
      policies = all.filter(file -> !file.endsWith("manifest.json")).collect(Collectors.toSet());
    }
    Map<String, String> files = new HashMap<>();
    for (Path file : policies) {
      files.put(file.getFileName().toString(), Files.readString(file));
    }
    files.put("segments.json", plan);
    return files;
  }
}
