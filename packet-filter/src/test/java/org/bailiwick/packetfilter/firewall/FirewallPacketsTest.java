package org.bailiwick.packetfilter.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bailiwick.packetfilter.firewall.Cable.NODE;
import static org.bailiwick.packetfilter.firewall.Cable.NODE6;
import static org.bailiwick.packetfilter.firewall.Cable.PORT;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bailiwick.packetfilter.PacketFilterException;
import org.bailiwick.packetfilter.firewall.Cable.Peer;
import org.bailiwick.packetfilter.firewall.Firewall.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real packets through the kernel, in network namespaces of the test's own; needs root. */
class FirewallPacketsTest {
  private static final String PARTNER = "10.91.1.2";
  private static final String STRANGER = "10.91.2.2";
  private static final String ROUTER =
      """
      {"mode": "router", "listen": {"addresses": ["10.91.9.2", "fd00:91:9::2"], "ports": [9443]},
       "partners": {"partner.example": {"from": ["10.91.1.0/24", "fd00:91:1::/64"] LIMITS}}
       REST}
      """;
  private static final String UNLIMITED =
      ", \"new_per_second\": 5000, \"network_new_per_second\": 5000";

  @TempDir private Path folder;
  private Cable cable;

  @BeforeEach
  void lay() throws Exception {
    cable = Cable.lay(folder);
  }

  @AfterEach
  void remove() throws Exception {
    if (cable != null) {
      cable.remove();
    }
  }

  private FirewallRules rules(String json, FirewallDestination... destinations) throws IOException {
    Path file = Files.writeString(folder.resolve("firewall.json"), json);
    return FirewallCompiler.compile(
        FirewallFile.read(file), Set.of("partner.example"), List.of(destinations));
  }

  private static String router(String limits, String rest) {
    return ROUTER.replace("LIMITS", limits).replace("REST", rest);
  }

  private static FirewallDestination destination(
      String name, Duration validFor, String... addresses) throws Exception {
    InetAddress[] found = new InetAddress[addresses.length];
    for (int at = 0; at < found.length; at++) {
      found[at] = InetAddress.getByName(addresses[at]);
    }
    return new FirewallDestination(
        HostPort.parse(name), "a test", List.of(found), Optional.ofNullable(validFor));
  }

  @Test
  void aPartnersNetworkConnectsAndNoOther() throws Exception {
    cable.serve("in", NODE, PORT);
    cable.serve("in", NODE6, PORT);
    cable.serve("in", NODE, 9444);
    assertThat(cable.connectsAtLast("out", STRANGER, NODE, PORT)).isTrue();
    Firewall firewall = cable.firewall("rt");
    assertThat(firewall.load(rules(router("", "")))).isEqualTo(Outcome.LOADED);
    assertThat(cable.connectsAtLast("out", PARTNER, NODE, PORT)).isTrue();
    assertThat(cable.connectsAtLast("out", "fd00:91:1::2", NODE6, PORT)).isTrue();
    assertThat(cable.connects("out", STRANGER, NODE, PORT)).isFalse();
    assertThat(cable.connects("out", "fd00:91:2::2", NODE6, PORT)).isFalse();
    assertThat(cable.connects("out", PARTNER, NODE, 9444)).isFalse();
    FlowLog flows = firewall.flows().orElseThrow();
    assertThat(flows.sources()).hasSize(1);
    assertThat(flows.sources().getFirst().title()).isEqualTo("partner partner.example");
    assertThat(flows.sources().getFirst().accepted()).isEqualTo(2);
    assertThat(flows.sources().getFirst().addresses())
        .extracting(FlowLog.Seen::address)
        .containsExactlyInAnyOrder(PARTNER, "fd00:91:1::");
    assertThat(flows.refused())
        .extracting(each -> each.reason() + " " + each.address() + " " + each.port())
        .containsExactlyInAnyOrder(
            "unknown 10.91.2.2 9443", "unknown fd00:91:2:: 9443", "port 10.91.1.2 9444");
    assertThat(firewall.unload()).isTrue();
    assertThat(cable.connectsAtLast("out", STRANGER, NODE, PORT)).isTrue();
    assertThat(firewall.unload()).isFalse();
    assertThat(firewall.flows()).isEmpty();
  }

  @Test
  void twoHundredAndSixtyConnectionsOfOneAddressAreBoundedWhileAnotherIsServed() throws Exception {
    cable.serve("in", NODE, PORT);
    cable.serve("in", NODE6, PORT);
    cable.firewall("rt").load(rules(router(UNLIMITED + ", \"at_once\": 100", "")));
    Peer many = cable.peer("out", "hold", PARTNER, NODE, "9443", "260", "2");
    assertThat(Integer.parseInt(many.line())).isBetween(90, 100);
    assertThat(cable.connects("out", PARTNER, NODE, PORT)).isFalse();
    assertThat(cable.connectsAtLast("out", "10.91.1.3", NODE, PORT)).isTrue();
    // one host has as many IPv6 addresses as it likes, and they count as one
    Peer six = cable.peer("out", "hold", "fd00:91:1::2", NODE6, "9443", "60", "1");
    Peer further = cable.peer("out", "hold", "fd00:91:1::3", NODE6, "9443", "60", "1");
    assertThat(Integer.parseInt(six.line()) + Integer.parseInt(further.line())).isBetween(90, 100);
    FlowLog flows = cable.firewall("rt").flows().orElseThrow();
    assertThat(flows.sources().getFirst().overCount()).isGreaterThan(150);
    assertThat(flows.refused())
        .anyMatch(each -> each.reason().equals("limited") && each.address().equals(PARTNER));
    many.end();
    Thread.sleep(1500);
    assertThat(cable.connectsAtLast("out", PARTNER, NODE, PORT)).isTrue();
  }

  @Test
  void aSourceOpensOnlySoManyConnectionsInASecond() throws Exception {
    cable.serve("in", NODE, PORT);
    cable.firewall("rt").load(rules(router(", \"new_per_second\": 5", "")));
    Peer many = cable.peer("out", "hold", PARTNER, NODE, "9443", "60", "0.8");
    assertThat(Integer.parseInt(many.line())).isBetween(8, 16); // a burst of 10, and 5 a second
    assertThat(cable.connectsAtLast("out", "10.91.1.3", NODE, PORT)).isTrue();
    assertThat(cable.firewall("rt").flows().orElseThrow().sources().getFirst().overRate())
        .isGreaterThan(40);
  }

  @Test
  void theWholeNetworkIsBoundedToo() throws Exception {
    cable.serve("in", NODE, PORT);
    cable
        .firewall("rt")
        .load(rules(router(UNLIMITED + ", \"at_once\": 40, \"network_at_once\": 60", "")));
    int open = 0;
    for (String each : List.of(PARTNER, "10.91.1.3", "10.91.1.4")) {
      open += Integer.parseInt(cable.peer("out", "hold", each, NODE, "9443", "40", "1.2").line());
    }
    assertThat(open).isBetween(50, 60);
  }

  @Test
  void theNodeCallsOnlyWhatIsNamed() throws Exception {
    cable.serve("out", PARTNER, 443);
    cable.serve("out", "10.91.1.3", 443);
    cable.serve("out", "fd00:91:1::2", 443);
    cable.serve("out", STRANGER, 8080);
    FirewallDestination keys =
        destination("keys.partner.example:443", Duration.ofMinutes(5), PARTNER, "fd00:91:1::2");
    cable
        .firewall("rt")
        .load(
            rules(
                router(
                    "",
                    ", \"outward\": {\"networks\": [{\"to\": [\"10.91.2.0/24\"], \"ports\":"
                        + " [8080]}]}"),
                keys));
    assertThat(cable.connectsAtLast("in", NODE, PARTNER, 443)).isTrue();
    assertThat(cable.connectsAtLast("in", NODE6, "fd00:91:1::2", 443)).isTrue();
    assertThat(cable.connectsAtLast("in", NODE, STRANGER, 8080)).isTrue();
    assertThat(cable.connects("in", NODE, "10.91.1.3", 443)).isFalse();
    assertThat(cable.connects("in", NODE, PARTNER, 8443)).isFalse();
    FlowLog flows = cable.firewall("rt").flows().orElseThrow();
    assertThat(flows.refused())
        .extracting(each -> each.reason() + " " + each.address() + " " + each.port())
        .containsExactlyInAnyOrder("outward 10.91.1.3 443", "outward 10.91.1.2 8443");
    assertThat(flows.destinations())
        .allMatch(each -> each.name().equals("keys.partner.example:443"))
        .allMatch(each -> each.sent().packets() > 0)
        .hasSize(2);
  }

  @Test
  void aConnectionThatIsOlderThanTheFirstLoadIsNoCallOfTheNode() throws Exception {
    Peer node =
        cable.start("in", "ncat", "-vl", NODE, "9443", "-c", "echo begun; sleep 3; echo late");
    assertThat(node.out().lines().anyMatch(each -> each.contains("Listening"))).isTrue();
    assertThat(cable.start("out", "ncat", "-s", PARTNER, NODE, "9443").line()).isEqualTo("begun");
    cable.firewall("rt").load(rules(router("", "")));
    assertThat(node.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    FlowLog flows = cable.firewall("rt").flows().orElseThrow();
    assertThat(flows.refused())
        .extracting(each -> each.reason() + " " + each.address())
        .containsExactly("unopened " + PARTNER);
    assertThat(flows.totals().get("outward").packets()).isZero();
  }

  @Test
  void onItsHostTheNodeIsToldByItsAccount() throws Exception {
    cable.serve("in", NODE, PORT);
    cable.serve("in", NODE, 9444);
    cable.serve("in", NODE, 2222);
    cable.serve("out", PARTNER, 443);
    cable.serve("out", "10.91.1.3", 443);
    cable
        .firewall("in")
        .load(
            rules(
                """
                {"mode": "host", "account": "65534",
                 "listen": {"addresses": ["0.0.0.0"], "ports": [9443], "closed_ports": [9444]},
                 "networks": {"operators": {"from": ["10.91.1.0/24"]}},
                 "management": {"from": ["10.91.2.0/24"], "ports": [2222]}}
                """,
                destination(PARTNER + ":443", null, PARTNER)));
    assertThat(cable.connectsAtLast("out", PARTNER, NODE, PORT)).isTrue();
    assertThat(cable.connects("out", STRANGER, NODE, PORT)).isFalse();
    assertThat(cable.connects("out", PARTNER, NODE, 9444)).isFalse();
    assertThat(cable.connectsAtLast("in", NODE, NODE, 9444)).isTrue();
    assertThat(cable.connectsAtLast("out", STRANGER, NODE, 2222)).isTrue();
    assertThat(cable.connects("out", PARTNER, NODE, 2222)).isFalse();
    assertThat(cable.connectsAtLast("in", NODE, "10.91.1.3", 443)).isTrue(); // root, not the node
    assertThat(connectsAs("65534", PARTNER)).isTrue();
    assertThat(connectsAs("65534", "10.91.1.3")).isFalse();
    Peer ping = cable.start("out", "ping", "-c", "1", "-W", "1", NODE);
    assertThat(ping.process().waitFor()).isZero();
  }

  private boolean connectsAs(String account, String target) throws Exception {
    return cable
            .start(
                "in",
                "setpriv",
                "--reuid",
                account,
                "--clear-groups",
                "ncat",
                "-w",
                "1",
                "-z",
                target,
                "443")
            .process()
            .waitFor()
        == 0;
  }

  @Test
  void whatARefusedLoadLeavesIsWhatWasThere() throws Exception {
    cable.serve("in", NODE, PORT);
    Firewall firewall = cable.firewall("rt");
    firewall.load(rules(router("", "")));
    String digest = firewall.digest().orElseThrow();
    FirewallRules good = rules(router(", \"at_once\": 7", ""));
    FirewallRules bad =
        new FirewallRules(good.structure() + "\tchain more { jump nowhere; }\n", List.of());
    assertThatThrownBy(() -> firewall.load(bad))
        .isInstanceOf(PacketFilterException.class)
        .hasMessageContaining("nft refused");
    assertThat(firewall.digest()).contains(digest);
    assertThat(cable.connectsAtLast("out", PARTNER, NODE, PORT)).isTrue();
    assertThat(cable.connects("out", STRANGER, NODE, PORT)).isFalse();
  }

  @Test
  void rulesAreReplacedUnderTrafficWithoutAGap() throws Exception {
    cable.serve("in", NODE, PORT);
    Firewall firewall = cable.firewall("rt");
    FirewallRules one = rules(router(UNLIMITED, ""));
    FirewallRules other = rules(router(UNLIMITED + ", \"at_once\": 99", ""));
    firewall.load(one);
    Peer pull = cable.peer("out", "pull", PARTNER, NODE, "9443", "5");
    assertThat(pull.line()).isEqualTo("begun");
    Peer stranger = cable.peer("out", "hammer", STRANGER, NODE, "9443", "4.5");
    Peer partner = cable.peer("out", "hammer", "10.91.1.3", NODE, "9443", "4.5");
    int loads = 0;
    for (long end = System.nanoTime() + 4_000_000_000L; System.nanoTime() < end; loads++) {
      assertThat(firewall.load(loads % 2 == 0 ? other : one)).isEqualTo(Outcome.REPLACED);
    }
    assertThat(loads).isGreaterThan(4); // hundreds on a machine without other work
    assertThat(stranger.line()).matches("[1-9][0-9]{1,} 0");
    assertThat(partner.line()).doesNotEndWith(" 0");
    assertThat(pull.line()).startsWith("whole ");
  }

  @Test
  void aConnectionEndsWithTheRightToIt() throws Exception {
    cable.serve("in", NODE, PORT);
    Firewall firewall = cable.firewall("rt");
    FirewallRules with = rules(router("", ""));
    firewall.load(with);
    Peer talk = cable.peer("out", "talk", PARTNER, NODE, "9443");
    assertThat(talk.line()).isEqualTo("connected");
    assertThat(talk.ask("one")).isEqualTo("one");
    FirewallRules without =
        FirewallCompiler.compile(
            FirewallFile.read(folder.resolve("firewall.json")), Set.of(), List.of());
    assertThat(without.structure()).contains("# partner partner.example: not in force");
    firewall.load(without);
    assertThat(talk.ask("two")).isEqualTo("silent");
    assertThat(firewall.flows().orElseThrow().sources()).isEmpty();
  }

  @Test
  void theSameRulesKeepTheirCountersAndAddressesOfNamesEnd() throws Exception {
    cable.serve("out", PARTNER, 443);
    Firewall firewall = cable.firewall("rt");
    String json = router("", "");
    FirewallDestination first = destination("a.example:443", Duration.ofSeconds(3), PARTNER);
    firewall.load(rules(json, first));
    assertThat(cable.connectsAtLast("in", NODE, PARTNER, 443)).isTrue();
    // the name leads elsewhere now: the earlier address counts until its time is over
    FirewallDestination moved = destination("a.example:443", Duration.ofSeconds(60), "10.91.1.4");
    assertThat(firewall.load(rules(json, moved))).isEqualTo(Outcome.REFRESHED);
    FlowLog flows = firewall.flows().orElseThrow();
    assertThat(flows.destinations())
        .extracting(FlowLog.Called::address)
        .containsExactlyInAnyOrder(PARTNER, "10.91.1.4");
    assertThat(flows.destinations().getFirst().sent().packets()).isPositive();
    assertThat(cable.connectsAtLast("in", NODE, PARTNER, 443)).isTrue();
    Thread.sleep(3500);
    assertThat(cable.connects("in", NODE, PARTNER, 443)).isFalse();
    // what no file names any more is gone at once
    firewall.load(rules(json));
    assertThat(firewall.flows().orElseThrow().destinations()).isEmpty();
  }

  @Test
  void aSnapshotBringsBackWhatWasLoaded() throws Exception {
    cable.serve("in", NODE, PORT);
    Firewall firewall = cable.firewall("rt");
    String nothing = firewall.snapshot();
    firewall.load(rules(router("", "")));
    assertThat(cable.connectsAtLast("out", PARTNER, NODE, PORT)).isTrue();
    String digest = firewall.digest().orElseThrow();
    String snapshot = firewall.snapshot();
    firewall.load(rules(router(", \"at_once\": 3", "")));
    cable.nft("rt").load(snapshot);
    assertThat(firewall.digest()).contains(digest);
    assertThat(firewall.flows().orElseThrow().sources().getFirst().accepted()).isEqualTo(1);
    assertThat(cable.connectsAtLast("out", PARTNER, NODE, PORT)).isTrue();
    assertThat(cable.connects("out", STRANGER, NODE, PORT)).isFalse();
    cable.nft("rt").load(nothing);
    assertThat(firewall.digest()).isEmpty();
  }
}
