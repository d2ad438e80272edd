package org.bailiwick.packetfilter.segment;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;
import org.bailiwick.policy.segment.Subnet;

/** A plan, a world and running tasks, which depend on one number only. */
record GeneratedNetwork(String json, SegmentWorld world, Set<String> tasks) {
  private static final String DOMAIN = "spiffe://bailiwick.example/";
  private static final List<String> OWNERS = List.of("Treasury", "Payables", "Legal");
  private static final List<String> SEGMENTS =
      List.of("office", "treasury", "payables", "machines", "admins", "closed-1");

  /** A network behind a router, with so many agents. */
  static GeneratedNetwork router(long seed, int agents) {
    return new Generator(seed, agents).network(Set.of());
  }

  /** The same seen from a host with several agents and a service of its own. */
  static GeneratedNetwork host(long seed, int agents) {
    return new Generator(seed, agents)
        .network(
            Set.of(
                Subnet.address("10.2.9.9"), Subnet.address("fd00:2::99"),
                Subnet.address("127.0.0.1"), Subnet.address("203.0.113.9")));
  }

  SegmentPlan plan() {
    return SegmentPlan.read(json);
  }

  BiFunction<String, String, Optional<String>> taskOf() {
    return (caller, callee) ->
        Optional.of(caller + " " + callee).filter(tasks::contains).map(unused -> "job/step");
  }

  /** The elements of the sets of tasks, made without the code that is tested. */
  String taskElements() {
    StringBuilder text = new StringBuilder();
    for (SegmentParty caller : world.parties()) {
      for (SegmentParty callee : world.parties()) {
        if (tasks.contains(caller.id() + " " + callee.id())) {
          for (InetAddress to : callee.addresses()) {
            add(text, caller, callee, to);
          }
        }
      }
    }
    return text.toString();
  }

  private void add(StringBuilder text, SegmentParty caller, SegmentParty callee, InetAddress to) {
    int length = to.getAddress().length;
    String family = length == 4 ? "4" : "6";
    String end =
        " . %s . %d timeout 1h }\n".formatted(to.getHostAddress(), callee.port().getAsInt());
    Set<InetAddress> callers = new HashSet<>(caller.addresses());
    if (caller.uid().isPresent()) {
      callers.addAll(world.here());
    }
    for (InetAddress from : callers) {
      if (from.getAddress().length == length) {
        text.append("add element inet bailiwick_segments tasks%s { ".formatted(family));
        text.append(from.getHostAddress()).append(end);
      }
    }
    caller
        .uid()
        .ifPresent(
            uid ->
                text.append("add element inet bailiwick_segments uid_tasks%s { ".formatted(family))
                    .append(uid)
                    .append(end));
  }

  private static final class Generator {
    private final Random random;
    private final int agents;

    Generator(long seed, int agents) {
      this.random = new Random(seed);
      this.agents = agents;
    }

    GeneratedNetwork network(Set<InetAddress> here) {
      List<SegmentParty> parties = new ArrayList<>();
      for (int i = 0; i < agents; i++) {
        parties.add(agent(i));
      }
      parties.add(service());
      if (!here.isEmpty()) {
        parties.addAll(local());
      }
      Set<InetAddress> hosts =
          IntStream.range(1, 4)
              .mapToObj(i -> List.of("10.%d.200.%d".formatted(i, i), "fd00:%d::c8".formatted(i)))
              .flatMap(List::stream)
              .map(Subnet::address)
              .collect(Collectors.toCollection(HashSet::new));
      Set<String> tasks = new HashSet<>();
      for (SegmentParty caller : parties) {
        for (SegmentParty callee : parties) {
          if (random.nextInt(3) == 0) {
            tasks.add(caller.id() + " " + callee.id());
          }
        }
      }
      return new GeneratedNetwork(json(), new SegmentWorld(parties, hosts, here), tasks);
    }

    private SegmentParty agent(int i) {
      Set<InetAddress> addresses = new HashSet<>();
      int net = random.nextInt(5);
      if (random.nextInt(4) > 0) {
        addresses.add(Subnet.address("10.%d.1.%d".formatted(net, i + 1)));
      }
      if (addresses.isEmpty() || random.nextBoolean()) {
        addresses.add(Subnet.address("fd00:%d::1:%x".formatted(net, i + 1)));
      }
      if (random.nextInt(6) == 0) {
        addresses.add(Subnet.address("10.%d.2.%d".formatted(random.nextInt(5), i + 1)));
      }
      SegmentParty agent =
          new SegmentParty(
              DOMAIN + "agent/a" + i,
              addresses,
              OptionalInt.of(random.nextBoolean() ? 8443 : 9000 + i),
              OptionalInt.empty(),
              random.nextInt(8) == 0 ? "revoked" : "listed",
              Map.of());
      return agent
          .with("owner", OWNERS.get(random.nextInt(OWNERS.size())))
          .with("attestation", random.nextBoolean() ? "affirming" : "none");
    }

    private SegmentParty service() {
      return new SegmentParty(
          DOMAIN + "service/ledger",
          Set.of(Subnet.address("192.0.2.10"), Subnet.address("2001:db8::10")),
          OptionalInt.of(443),
          OptionalInt.empty(),
          "listed",
          Map.of());
    }

    /** Parties with one address, which only their uids and ports tell apart. */
    private List<SegmentParty> local() {
      List<SegmentParty> local = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        local.add(
            new SegmentParty(
                    DOMAIN + "agent/local" + i,
                    Set.of(Subnet.address("10.2.9.9"), Subnet.address("fd00:2::99")),
                    OptionalInt.of(7000 + i),
                    OptionalInt.of(2000 + i),
                    i == 3 ? "withdrawn" : "listed",
                    Map.of())
                .with("owner", OWNERS.get(i % 3)));
      }
      local.add(
          SegmentParty.of(DOMAIN + "agent/loop", Subnet.address("127.0.0.1"), 7100)
              .with("owner", "Treasury")
              .withUid(2100));
      local.add(
          new SegmentParty(
                  DOMAIN + "agent/caller",
                  Set.of(),
                  OptionalInt.empty(),
                  OptionalInt.of(2200),
                  "listed",
                  Map.of())
              .with("owner", "Treasury"));
      return local;
    }

    private String json() {
      List<String> allow = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        String from = SEGMENTS.get(random.nextInt(SEGMENTS.size()));
        String to = SEGMENTS.get(random.nextInt(SEGMENTS.size()));
        String flow =
            switch (i % 4) {
              case 0 -> "\"tcp\",\"ports\":[8443,\"9000-9020\"]";
              case 1 -> "\"tcp\",\"ports\":[\"400-500\",\"7000-7001\"]";
              case 2 -> "\"udp\",\"ports\":[53,\"8443-8450\"]";
              default -> "\"icmp\"";
            };
        allow.add("{\"from\":\"%s\",\"to\":\"%s\",\"protocol\":%s}".formatted(from, to, flow));
      }
      return """
          {"segments":[
            {"name":"office","members":[{"subnet":"10.0.0.0/16"},{"subnet":"fd00::/48"}],"within":"allow"},
            {"name":"treasury","members":[{"tags":{"owner":"Treasury"}},{"subnet":"10.1.0.0/16"},
              {"subnet":"10.1.200.0/24"}],"within":"%s"},
            {"name":"payables","members":[{"tags":{"owner":"Payables","attestation":"affirming"}},
              {"subnet":"fd00:2::/64"}]},
            {"name":"machines","members":[{"workload":"spiffe://bailiwick.example/service/ledger"},
              {"subnet":"10.3.200.3/32"},{"subnet":"fd00:3::c8/128"}],"within":"allow"},
            {"name":"admins","members":[{"subnet":"10.2.0.0/15"},{"workload":"spiffe://bailiwick.example/agent/a1"}]},
            {"name":"closed-1","members":[{"workload":"spiffe://bailiwick.example/agent/a2"},{"subnet":"10.4.1.0/24"}]}],
           "allow":[%s],"tasks":%b,"outside":"%s"}"""
          .formatted(
              random.nextBoolean() ? "allow" : "deny",
              String.join(",", allow),
              random.nextBoolean(),
              List.of("open", "drop", "deny").get(random.nextInt(3)));
    }
  }
}
