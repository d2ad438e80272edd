package org.bailiwick.packetfilter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.packetfilter.firewall.Cable.NODE;
import static org.bailiwick.packetfilter.firewall.Cable.NODE6;

import java.nio.file.Path;
import java.util.List;
import org.bailiwick.packetfilter.firewall.Cable;
import org.bailiwick.packetfilter.firewall.IpNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real packets through the kernel, in network namespaces of the test's own; needs root. */
class ProvisioningPacketsTest {
  private static final String MACHINE = "10.91.1.2";
  private static final String MACHINE6 = "fd00:91:1::2";

  /** A first packet may be lost where a neighbour is not known yet. */
  private static final int ATTEMPTS = 20;

  private static final String GATEWAY = "10.91.1.1";

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

  private void load(String... authority) {
    ProvisioningNetwork network =
        new ProvisioningNetwork(
            "eth0",
            List.of(authority).stream().map(IpNetwork::parse).toList(),
            8443,
            8080,
            List.of(),
            true);
    cable.nft("rt").check(network.rules());
    cable.nft("rt").load(network.rules());
  }

  @Test
  void aMachineReachesTheAuthorityAndNothingElse() throws Exception {
    for (String address : List.of(NODE, NODE6)) {
      for (int port : List.of(8443, 8080, 9443)) {
        cable.serve("in", address, port);
      }
    }
    cable.serve("rt", GATEWAY, 22);
    cable.serve("rt", "10.91.9.1", 8443);
    cable.serve("out", MACHINE, 8443);
    assertThat(cable.connectsAtLast("out", MACHINE, NODE, 9443)).isTrue();
    assertThat(cable.connectsAtLast("out", MACHINE, GATEWAY, 22)).isTrue();
    assertThat(cable.connectsAtLast("in", NODE, MACHINE, 8443)).isTrue();
    load(NODE, NODE6);
    assertThat(cable.connectsAtLast("out", MACHINE, NODE, 8443)).isTrue();
    assertThat(cable.connectsAtLast("out", MACHINE, NODE, 8080)).isTrue();
    assertThat(cable.connectsAtLast("out", MACHINE6, NODE6, 8443)).isTrue();
    assertThat(cable.connectsAtLast("out", MACHINE6, NODE6, 8080)).isTrue();
    assertThat(cable.connects("out", MACHINE, NODE, 9443)).isFalse();
    assertThat(cable.connects("out", MACHINE6, NODE6, 9443)).isFalse();
    assertThat(cable.connects("out", MACHINE, GATEWAY, 22)).isFalse();
    assertThat(cable.connects("out", MACHINE, "10.91.9.1", 8443)).isFalse();
    assertThat(cable.connects("in", NODE, MACHINE, 8443)).isFalse();
    assertThat(isZero("refused")).isFalse();
    load(NODE6);
    assertThat(cable.connects("out", MACHINE, NODE, 8443)).isFalse();
    assertThat(cable.connectsAtLast("out", MACHINE6, NODE6, 8443)).isTrue();
  }

  @Test
  void aForgedSourceIsCounted() throws Exception {
    load(NODE);
    cable.serve("in", NODE, 8443);
    String commands =
        """
        ip -n OUT addr add 10.91.77.2/32 dev eth0
        # Where the kernel's own filter is on, it drops the packet before ours sees it.
        ip netns exec RT sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0
        """
            .replace("OUT", cable.space("out"))
            .replace("RT", cable.space("rt"));
    assertThat(new ProcessBuilder("bash", "-euc", commands).start().waitFor()).isZero();
    for (int attempt = 0; attempt < ATTEMPTS && isZero("forged"); attempt++) {
      assertThat(cable.connects("out", "10.91.77.2", NODE, 8443)).isFalse();
    }
    assertThat(isZero("forged")).isFalse();
  }

  private boolean isZero(String counter) {
    return cable
        .nft("rt")
        .text("list", "counter", "inet", ProvisioningNetwork.TABLE, counter)
        .contains("packets 0 ");
  }
}
