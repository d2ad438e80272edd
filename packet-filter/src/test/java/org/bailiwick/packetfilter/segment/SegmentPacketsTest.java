package org.bailiwick.packetfilter.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bailiwick.packetfilter.listing.FilterPacket;
import org.bailiwick.packetfilter.listing.ListedTable;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;
import org.bailiwick.policy.segment.Subnet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Packets of curl, ncat and ping between network namespaces, with a router between the segments
 * (R50): what the rules say is what happens. Needs root.
 */
class SegmentPacketsTest {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final String A = "spiffe://bailiwick.example/agent/a";
  private static final String B = "spiffe://bailiwick.example/agent/b";

  private static final List<String> HOSTS = List.of("a", "c", "b", "d", "e");

  private static final SegmentPlan PLAN =
      SegmentPlan.read(
          """
          {"segments":[
            {"name":"front","members":[{"subnet":"10.1.0.0/16"},{"subnet":"fd00:1::/32"}],"within":"allow"},
            {"name":"back","members":[{"workload":"spiffe://bailiwick.example/agent/b"}]},
            {"name":"services","members":[{"subnet":"10.9.2.0/24"},{"subnet":"fd00:9:2::/64"}]}],
           "allow":[
            {"from":"front","to":"back","protocol":"tcp","ports":[8443,9001]},
            {"from":"front","to":"services","protocol":"tcp","ports":["443-444"]},
            {"from":"front","to":"services","protocol":"udp","ports":[53]},
            {"from":"services","to":"front","protocol":"icmp"}],
           "tasks":true}""");

  private record Probe(String from, String to, String protocol, int port) {
    /** A command that prints {@code yes} and its number if the callee answered. */
    String command(int number) {
      String test =
          switch (protocol) {
            case "tcp" ->
                "curl -gsm 2 -o /dev/null http://%s:%d/"
                    .formatted(to.contains(":") ? "[" + to + "]" : to, port);
            case "udp" ->
                "timeout 2 bash -c 'exec 3<>/dev/udp/%s/%d; echo x >&3; head -n1 <&3' | grep -q x"
                    .formatted(to, port);
            default -> "ping -c 1 -W 2 %s >/dev/null".formatted(to);
          };
      return "( if " + test + "; then echo yes " + number + "; fi ) &\n";
    }

    FilterPacket packet() {
      boolean six = to.contains(":");
      String source = six ? six(from) : four(from);
      return new FilterPacket(
          "forward",
          Subnet.address(source),
          Subnet.address(to),
          protocol.equals("icmp") && six ? "ipv6-icmp" : protocol,
          port,
          OptionalInt.empty(),
          FilterPacket.Place.FIRST);
    }
  }

  @TempDir private Path folder;

  @Test
  void whatTheRulesSayHappens() throws Exception {
    try (TestNetwork network = network();
        SegmentGuard guard = guard(network)) {
      guard.task("job/1", A, B, Instant.now().plusSeconds(600));
      assertThat(guard.awaitSettled(LONGEST)).isTrue();
      Set<String> answered = new TreeSet<>();
      Set<String> expected = new TreeSet<>();
      ListedTable table =
          ListedTable.parse(
              network.router().nft().json("list", "table", "inet", SegmentRules.TABLE));
      for (String from : HOSTS) {
        List<Probe> probes = probes(from);
        List<Probe> passing =
            probes.stream().filter(probe -> table.judge(probe.packet()).accepted()).toList();
        passing.forEach(probe -> expected.add(probe.toString()));
        answered.addAll(answered(network, from, probes));
        // A busy machine may answer late; what is denied is never answered.
        for (int i = 0; i < 5 && !answered.containsAll(texts(passing)); i++) {
          answered.addAll(answered(network, from, passing));
        }
      }
      assertThat(answered).isEqualTo(expected);
      assertThat(expected.size()).isBetween(20, 70);
      SegmentFlows flows = guard.flows();
      assertThat(flows.opened())
          .anyMatch(flow -> flow.caller().equals(four("a")) && flow.port() == 8443);
      assertThat(flows.denied())
          .anyMatch(flow -> flow.caller().equals(four("c")) && flow.callee().equals(four("b")))
          .anyMatch(flow -> flow.protocol().endsWith("icmp") && flow.port() == 0);
    }
  }

  private static List<String> texts(List<Probe> probes) {
    return probes.stream().map(Probe::toString).toList();
  }

  private static List<String> answered(TestNetwork network, String from, List<Probe> probes) {
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < probes.size(); i++) {
      script.append(probes.get(i).command(i));
    }
    return network
        .host(from)
        .exec("bash", "-c", script + "wait")
        .lines()
        .filter(line -> line.startsWith("yes "))
        .map(line -> probes.get(Integer.parseInt(line.substring(4))).toString())
        .toList();
  }

  /** The end of a right ends the flow that was opened by it, in both directions. */
  @Test
  void anEstablishedFlowIsCut() throws Exception {
    try (TestNetwork network = network();
        SegmentGuard guard = guard(network)) {
      for (String end : List.of("task ended", "agent revoked", "task's time over")) {
        boolean timed = end.startsWith("task's");
        guard.party(agent("a"));
        guard.party(agent("b", 9001));
        guard.task("job/1", A, B, Instant.now().plus(Duration.ofSeconds(timed ? 4 : 600)));
        assertThat(guard.awaitSettled(LONGEST)).isTrue();
        Path received = network.start("a", end.replaceAll("\\W", ""), "ncat", four("b"), "9001");
        awaitGrowth(received);
        long start = System.nanoTime();
        if (end.startsWith("agent")) {
          guard.party(agent("a").withStatus("revoked"));
        } else if (!timed) {
          guard.taskEnded("job/1");
        } else {
          Thread.sleep(4_500);
        }
        assertThat(guard.awaitSettled(LONGEST)).isTrue();
        long cut = (System.nanoTime() - start) / 1_000_000;
        Thread.sleep(100);
        long size = Files.size(received);
        Thread.sleep(1_500);
        assertThat(Files.size(received)).as(end).isEqualTo(size);
        System.out.printf("%s: flow cut after %d ms%n", end, cut);
      }
    }
  }

  /** On one host, agents are told apart by the uid of their processes. */
  @Test
  void processesOfOneHostAreToldApartByTheirUids() throws Exception {
    try (TestNetwork network = new TestNetwork(folder)) {
      network.add("a", "10.1.1", "fd00:1:1");
      network.add("b", "10.9.1", "fd00:9:1");
      network.listen("b", 8443, 22);
      String own = "spiffe://bailiwick.example/agent/own";
      SegmentPlan plan =
          SegmentPlan.read(
              """
              {"segments":[
                {"name":"callers","members":[{"workload":"spiffe://bailiwick.example/agent/own1"}]},
                {"name":"others","members":[{"workload":"spiffe://bailiwick.example/agent/own2"}]},
                {"name":"back","members":[{"workload":"spiffe://bailiwick.example/agent/b"}]}],
               "allow":[{"from":"callers","to":"back","protocol":"tcp","ports":["1-65535"]}]}""");
      try (SegmentGuard guard =
          new SegmentGuard(
              network.host("a").nft(),
              Set.of(four("a"), six("a"), "127.0.0.1", "::1").stream()
                  .map(Subnet::address)
                  .collect(Collectors.toSet()),
              Clock.systemUTC())) {
        guard.apply(plan, List.of(agent("b"), local(own, 1), local(own, 2)));
        assertThat(guard.awaitSettled(LONGEST)).isTrue();
        assertThat(guard.closedParties()).isEmpty();
        awaitAnswer(network, 3001, four("b"));
        awaitAnswer(network, 3001, six("b"));
        assertThat(curl(network, 3001, four("b"), 22)).isFalse();
        assertThat(curl(network, 3002, four("b"), 8443)).isFalse();
        assertThat(curl(network, 3009, six("b"), 8443)).isFalse();
      }
    }
  }

  private static SegmentParty local(String id, int number) {
    return new SegmentParty(
        id + number,
        Set.of(Subnet.address(four("a")), Subnet.address(six("a"))),
        OptionalInt.of(7000 + number),
        OptionalInt.of(3000 + number),
        "listed",
        Map.of());
  }

  private static boolean curl(TestNetwork network, int uid, String to, int port) {
    String script =
        "setpriv --reuid=%d --clear-groups %s wait"
            .formatted(uid, new Probe("a", to, "tcp", port).command(1))
            .replace("( if curl", "bash -c 'if curl")
            .replace("fi ) &", "fi';");
    return network.host("a").exec("bash", "-c", script).contains("yes 1");
  }

  /** A busy machine may answer later than curl waits. */
  private static void awaitAnswer(TestNetwork network, int uid, String to) {
    Instant end = Instant.now().plus(LONGEST);
    while (!curl(network, uid, to, 8443)) {
      assertThat(Instant.now()).as("no answer from " + to).isBefore(end);
    }
  }

  private static void awaitGrowth(Path file) throws Exception {
    Instant end = Instant.now().plus(LONGEST);
    while (!Files.exists(file) || Files.size(file) < 10) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(20);
    }
  }

  private static List<Probe> probes(String from) {
    List<Probe> probes = new ArrayList<>();
    for (String to : HOSTS) {
      if (!to.equals(from)) {
        for (String address : List.of(four(to), six(to))) {
          probes.add(new Probe(from, address, "icmp", 0));
          probes.add(new Probe(from, address, "tcp", 22));
          if (to.equals("b")) {
            probes.add(new Probe(from, address, "tcp", 8443));
          }
          if (to.equals("d")) {
            probes.add(new Probe(from, address, "tcp", 444));
            probes.add(new Probe(from, address, "tcp", 445));
            probes.add(new Probe(from, address, "udp", 53));
            probes.add(new Probe(from, address, "udp", 54));
          }
        }
      }
    }
    return probes;
  }

  private static String network(String host) {
    return switch (host) {
      case "a" -> "1.1";
      case "c" -> "1.2";
      case "b" -> "9.1";
      case "d" -> "9.2";
      default -> "77.1";
    };
  }

  private static String four(String host) {
    return "10." + network(host) + ".2";
  }

  private static String six(String host) {
    return "fd00:" + network(host).replace('.', ':') + "::2";
  }

  private static SegmentParty agent(String name) {
    return agent(name, name.equals("b") ? 8443 : 7000);
  }

  private static SegmentParty agent(String name, int port) {
    return new SegmentParty(
        "spiffe://bailiwick.example/agent/" + name,
        Set.of(Subnet.address(four(name)), Subnet.address(six(name))),
        OptionalInt.of(port),
        OptionalInt.empty(),
        "listed",
        Map.of());
  }

  private TestNetwork network() {
    TestNetwork network = new TestNetwork(folder);
    for (String host : HOSTS) {
      network.add(host, "10." + network(host), "fd00:" + network(host).replace('.', ':'));
      network.listen(host, 22);
    }
    network.listen("b", 8443);
    network.listen("d", 444, 445);
    network.echo("d", 53);
    network.echo("d", 54);
    network.start(
        "b",
        "stream",
        "ncat",
        "-lk",
        "-p",
        "9001",
        "--sh-exec",
        "while echo x; do sleep 0.02; done");
    return network;
  }

  private static SegmentGuard guard(TestNetwork network) throws InterruptedException {
    SegmentGuard guard = new SegmentGuard(network.router().nft(), Set.of(), Clock.systemUTC());
    guard.apply(PLAN, List.of(agent("a"), agent("b")));
    assertThat(guard.awaitSettled(LONGEST)).isTrue();
    Thread.sleep(500); // the listeners begin
    return guard;
  }
}
