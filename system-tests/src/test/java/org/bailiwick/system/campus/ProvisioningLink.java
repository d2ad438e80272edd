package org.bailiwick.system.campus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.bailiwick.system.status.Tool;

/**
 * A provisioning network in network namespaces of its own: a machine with a second cable to the
 * port of a switch, and a gateway behind which two addresses are.
 */
final class ProvisioningLink implements AutoCloseable {
  private static final int MOST = 250;

  private final int number = ThreadLocalRandom.current().nextInt(1, MOST);
  private final String gateway = "bwp-g" + number;
  private final String machine = "bwp-m" + number;
  private final String device = "bwp-h" + number;
  private final String port = "bwp-p" + number;

  static ProvisioningLink lay() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    ProvisioningLink link = new ProvisioningLink();
    assumeTrue(
        Tool.run("ip", "netns", "add", link.gateway).exit() == 0,
        "network namespaces are refused on this machine");
    try {
      link.connect();
    } catch (AssertionError e) {
      link.close();
      throw e;
    }
    return link;
  }

  private void connect() {
    shell(
        """
        ip netns add M
        ip link add H type veth peer name eth1 netns G
        ip link add P type veth peer name eth1 netns M
        ip link add eth0 netns G type veth peer name eth0 netns M
        ip addr add 10.93.N.1/24 dev H; ip addr add 10.93.N.9/24 dev H; ip link set H up
        ip -n G addr add 10.93.N.2/24 dev eth1; ip -n G addr add 10.94.N.1/24 dev eth0
        ip -n M addr add 10.94.N.2/24 dev eth0
        for n in G M; do ip -n $n link set lo up; ip -n $n link set eth0 up; ip -n $n link set eth1 up; done
        ip link set P up
        ip -n M route add default via 10.94.N.1
        ip route add 10.94.N.0/24 via 10.93.N.2
        ip netns exec G sysctl -qw net.ipv4.ip_forward=1
        """
            .replaceAll("\\bG\\b", gateway)
            .replaceAll("\\bM\\b", machine)
            .replaceAll("\\bH\\b", device)
            .replaceAll("\\bP\\b", port)
            .replaceAll("\\bN\\b", Integer.toString(number)));
  }

  private static void shell(String commands) {
    Tool tool = Tool.run("bash", "-euc", commands);
    assertThat(tool.exit()).as(tool.output()).isZero();
  }

  /** Where the authority is, beyond the gateway. */
  String authority() {
    return "10.93." + number + ".1";
  }

  /** Another server beyond the gateway. */
  String other() {
    return "10.93." + number + ".9";
  }

  /** The network namespace of the machine, whose device at the port of a switch is {@code eth1}. */
  String machine() {
    return machine;
  }

  /** The device of this machine that is the port of a switch. */
  String port() {
    return port;
  }

  /** Loads rules into the gateway, whose device in the provisioning network is {@code eth0}. */
  void load(String rules) {
    shell("ip netns exec %s nft -f - <<'END'\n%sEND\n".formatted(gateway, rules));
  }

  /** What a command prints that runs in the machine's namespace, and how it ends. */
  Tool onMachine(String... command) {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", machine));
    line.addAll(List.of(command));
    return Tool.run(line.toArray(String[]::new));
  }

  /** The number of packets that the gateway has counted. */
  String counted(String counter) {
    return Tool.run(
            "ip",
            "netns",
            "exec",
            gateway,
            "nft",
            "list",
            "counter",
            "inet",
            "bailiwick_provisioning",
            counter)
        .output();
  }

  @Override
  public void close() {
    Tool.run("ip", "netns", "del", machine);
    Tool.run("ip", "netns", "del", gateway);
    Tool.run("ip", "link", "del", device);
    Tool.run("ip", "link", "del", port);
  }
}
