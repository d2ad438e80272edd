package org.bailiwick.packetfilter.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole rule sets, as an operator would review them. */
class FirewallCompilerTest {
  private static final boolean WRITE = Boolean.getBoolean("firewall.golden.write");
  private static final Path GOLDEN =
      Path.of("src/test/resources/org/bailiwick/packetfilter/firewall");

  private static final String HOST =
      """
      {"mode": "host", "account": "bailiwick",
       "listen": {"addresses": ["192.0.2.7", "2001:db8::7"], "ports": [9443], "closed_ports": [9444]},
       "partners": {"partner.example": {"from": ["198.51.100.0/24", "2001:db8:5::/48"], "at_once": 50},
                    "gone.example": {"from": ["203.0.113.0/24"]}},
       "networks": {"operators": {"from": ["10.0.7.0/24"]}, "members": {"from": ["10.0.0.0/8"]}},
       "outward": {"resolvers": ["10.0.0.53"], "networks": [{"to": ["10.2.0.0/16"], "ports": [443, 8443]}]},
       "management": {"from": ["10.0.7.0/24"], "ports": [22]}}
      """;
  private static final String ROUTER =
      """
      {"mode": "router", "listen": {"addresses": ["192.0.2.7"], "ports": [9443]},
       "networks": {"members": {"from": ["10.0.0.0/8"]}}}
      """;

  @TempDir private Path folder;

  private FirewallRules compile(String json, FirewallDestination... destinations) throws Exception {
    return FirewallCompiler.compile(
        FirewallFile.read(Files.writeString(folder.resolve("f.json"), json)),
        Set.of("partner.example"),
        List.of(destinations));
  }

  private static FirewallDestination destination(String name, String address, Duration validFor)
      throws Exception {
    return new FirewallDestination(
        HostPort.parse(name),
        "a test",
        List.of(InetAddress.getByName(address)),
        Optional.ofNullable(validFor));
  }

  @Test
  void onTheHostOfTheNode() throws Exception {
    compare(
        "host.nft",
        compile(
            HOST,
            destination("as.partner.example:443", "198.51.100.9", Duration.ofHours(1)),
            destination("[2001:db8:5::9]:8443", "2001:db8:5::9", null)));
  }

  @Test
  void onARouter() throws Exception {
    compare("router.nft", compile(ROUTER));
  }

  private static void compare(String name, FirewallRules rules) throws Exception {
    if (WRITE) {
      Files.writeString(GOLDEN.resolve(name), rules.text());
    }
    assertThat(rules.text()).isEqualTo(Files.readString(GOLDEN.resolve(name)));
  }

  @Test
  void theDigestIsThatOfTheRulesAndNotOfPresentAddresses() throws Exception {
    String digest = compile(ROUTER).digest();
    assertThat(compile(ROUTER, destination("a.example:443", "192.0.2.1", null)).digest())
        .isEqualTo(digest);
    assertThat(compile(ROUTER.replace("10.0.0.0/8", "10.0.0.0/9")).digest()).isNotEqualTo(digest);
    assertThat(compile(ROUTER.replace("9443", "9444")).digest()).isNotEqualTo(digest);
  }

  @Test
  void destinationsAreBounded() throws Exception {
    InetAddress address = InetAddress.getByName("192.0.2.1");
    FirewallDestination many =
        new FirewallDestination(
            HostPort.parse("a.example:443"),
            "a test",
            Collections.nCopies(FirewallRules.MOST_ADDRESSES + 1, address),
            Optional.empty());
    assertThatThrownBy(() -> compile(ROUTER, many)).hasMessageContaining("more than 65535");
  }

  /** The kernel makes room for a whole set at once: a megabyte for 65,535 elements. */
  @Test
  void setsAreAsLargeAsTheirNetworksNeed() throws Exception {
    String rules = compile(ROUTER.replace("10.0.0.0/8", "10.0.0.1\", \"2001:db8::/56")).structure();
    assertThat(rules)
        .contains("set from_0_rate4 { type ipv4_addr; size 66;")
        .contains("set from_0_rate6 { type ipv6_addr; size 576;");
    assertThat(compile(ROUTER).structure())
        .contains("set from_0_rate4 { type ipv4_addr; size 16384;")
        .doesNotContain("from_0_rate6");
  }

  /** What a name of a partner could add to the text of the rules, if it were not checked. */
  @Test
  void aCommentIsAtMostAsLongAsTheKernelTakes() throws Exception {
    String name = "a".repeat(60) + "." + "b".repeat(60) + "." + "c".repeat(60) + ".example:443";
    String text = compile(ROUTER, destination(name, "192.0.2.1", null)).text();
    assertThat(text).contains("comment \"" + name.substring(0, 120) + "\"");
  }
}
