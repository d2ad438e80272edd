package org.bailiwick.packetfilter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.bailiwick.packetfilter.firewall.IpNetwork;
import org.junit.jupiter.api.Test;

class ProvisioningNetworkTest {
  private static List<IpNetwork> addresses(String... texts) {
    return Arrays.stream(texts).map(IpNetwork::parse).toList();
  }

  private static ProvisioningNetwork network(String device, String authority, int plain) {
    return new ProvisioningNetwork(
        device, addresses(authority), 8443, plain, addresses("192.0.2.53"), true);
  }

  @Test
  void namesTheAuthorityAndWhatWasPermitted() {
    assertThat(network("prov0", "192.0.2.7", 8080).rules())
        .startsWith("table inet bailiwick_provisioning\ndelete table inet bailiwick_provisioning\n")
        .contains("set authority4 { type ipv4_addr; elements = { 192.0.2.7 } }")
        .contains("set authority6 { type ipv6_addr; }")
        .contains("ip daddr @authority4 tcp dport 8443 counter name enrolment accept")
        .contains("udp sport 68 udp dport 67")
        .contains("iifname \"prov0\" goto permitted")
        .doesNotContain("@DEVICE@", "@DHCP@", "@SETS@");
    ProvisioningNetwork without =
        new ProvisioningNetwork("prov0", addresses("2001:db8::7"), 443, 80, List.of(), false);
    assertThat(without.rules())
        .contains("set authority4 { type ipv4_addr; }", "elements = { 2001:db8::7 }")
        .contains("set resolvers4 { type ipv4_addr; }", "set resolvers6 { type ipv6_addr; }")
        .doesNotContain("dport 67");
  }

  @Test
  void refusesWhatIsNoPlan() {
    for (String device : List.of("", "prov 0", "a\"; accept", "${x}", "a-name-of-sixteen")) {
      assertThatThrownBy(() -> network(device, "192.0.2.7", 8080))
          .hasMessageContaining("not the name of a network device");
    }
    assertThatThrownBy(() -> network("prov0", "192.0.2.0/24", 8080))
        .hasMessageContaining("not the address of an authority: 192.0.2.0/24");
    assertThatThrownBy(() -> network("prov0", "192.0.2.7", 0))
        .hasMessageContaining("not a port: 0");
    assertThatThrownBy(() -> network("prov0", "192.0.2.7", 8443))
        .hasMessageContaining("ports of their own");
    assertThatThrownBy(() -> new ProvisioningNetwork("prov0", List.of(), 1, 2, List.of(), false))
        .hasMessageContaining("at least one address");
  }
}
