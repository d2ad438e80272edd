package org.bailiwick.packetfilter.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpNetworkTest {

  @Test
  void readsNetworksAndAddresses() throws Exception {
    IpNetwork four = IpNetwork.parse("198.51.100.0/24");
    assertThat(four.isIpv6()).isFalse();
    assertThat(four.contains(InetAddress.getByName("198.51.100.255"))).isTrue();
    assertThat(four.contains(InetAddress.getByName("198.51.101.0"))).isFalse();
    IpNetwork six = IpNetwork.parse("2001:db8:5::/48");
    assertThat(six.contains(InetAddress.getByName("2001:db8:5:ffff::1"))).isTrue();
    assertThat(six.contains(InetAddress.getByName("2001:db8:6::"))).isFalse();
    assertThat(six.contains(InetAddress.getByName("198.51.100.1"))).isFalse();
    assertThat(IpNetwork.parse("192.0.2.7/32")).hasToString("192.0.2.7");
    assertThat(IpNetwork.parse("0.0.0.0/0").contains(four)).isTrue();
    assertThat(IpNetwork.parse("::/0").contains(four)).isFalse();
    assertThat(six.address(six.last())).isEqualTo("2001:db8:5:ffff:ffff:ffff:ffff:ffff");
    assertThat(four.address(four.first().add(BigInteger.TEN))).isEqualTo("198.51.100.10");
  }

  @Test
  void refusesWhatCanBeReadInTwoWays() {
    for (String text :
        List.of(
            "",
            "/24",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/024",
            "10.0.0.0/8/8",
            "10.0.0.1/24",
            "010.0.0.0/8",
            "10.0.0/24",
            "167772160/8",
            "0x0a.0.0.0/8",
            "256.0.0.0/8",
            "10.0.0.0/-1",
            " 10.0.0.0/8",
            "10.0.0.0/8\n",
            "partner.example",
            "::ffff:10.0.0.0/104",
            "::ffff:a00:0/104",
            "fe80::1%eth0",
            "2001:db8::1/64",
            "2001:db8::/129",
            "2001:db8:::/32",
            "[2001:db8::]/32",
            ":",
            "1:2:3:4:5:6:7:8:9")) {
      assertThatThrownBy(() -> IpNetwork.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void destinationsHaveHostAndPort() {
    assertThat(HostPort.parse("As.Partner.example:443")).hasToString("as.partner.example:443");
    assertThat(HostPort.parse("[2001:db8::1]:8443").isLiteral()).isTrue();
    assertThat(HostPort.parse("192.0.2.1:1").isLiteral()).isTrue();
    for (String text :
        List.of(
            "a",
            "a:",
            ":1",
            "a:0",
            "a:65536",
            "a:01",
            "a b:1",
            "a\":1",
            "2130706433:443",
            "127.1:443",
            "[a.example]:1",
            "2001:db8::1:443",
            "a:1\nb:2",
            "[::ffff:1.2.3.4]:1")) {
      assertThatThrownBy(() -> HostPort.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theSmallerNetworkHasItsAddresses() {
    List<PermittedSource> sources =
        List.of(
            source("a", "10.0.0.0/8", "2001:db8::/32"),
            source("b", "10.0.7.0/24", "192.0.2.1"),
            source("c", "10.0.7.9", "10.255.255.0/24", "2001:db8:1::/48"));
    assertThat(SourceRanges.of(sources))
        .extracting(each -> each.element() + " " + each.source())
        .containsExactly(
            "10.0.0.0-10.0.6.255 0",
            "10.0.7.0-10.0.7.8 1",
            "10.0.7.9 2",
            "10.0.7.10-10.0.7.255 1",
            "10.0.8.0-10.255.254.255 0",
            "10.255.255.0/24 2",
            "192.0.2.1 1",
            "2001:db8:0:0:0:0:0:0-2001:db8:0:ffff:ffff:ffff:ffff:ffff 0",
            "2001:db8:1::/48 2",
            "2001:db8:2:0:0:0:0:0-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff 0");
    assertThatThrownBy(
            () -> SourceRanges.of(List.of(source("a", "10.0.0.0/8"), source("b", "10.0.0.0/8"))))
        .hasMessage("two sources have the same network: 10.0.0.0/8");
  }

  /** Each address belongs to the source of the longest prefix that has it. */
  @Test
  void rangesAgreeWithTheLongestPrefix() {
    Random random = new Random(18);
    for (int round = 0; round < 300; round++) {
      List<PermittedSource> sources = new ArrayList<>();
      for (int at = 0; at < 6; at++) {
        List<IpNetwork> from = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
          int prefix = 24 + random.nextInt(9);
          int value = random.nextInt(256) & (0xff << (32 - prefix));
          from.add(IpNetwork.parse("10.0.0." + value + "/" + prefix));
        }
        sources.add(new PermittedSource(false, "s" + at, from, ConnectionLimits.USUAL));
      }
      List<SourceRanges.Range> ranges;
      try {
        ranges = SourceRanges.of(sources);
      } catch (IllegalArgumentException same) {
        continue;
      }
      for (int last = 0; last < 256; last++) {
        assertThat(byRanges(ranges, last)).isEqualTo(byPrefix(sources, last));
      }
    }
  }

  private static int byRanges(List<SourceRanges.Range> ranges, int last) {
    BigInteger address = IpNetwork.parse("10.0.0." + last).first();
    List<SourceRanges.Range> having =
        ranges.stream()
            .filter(
                each -> each.first().compareTo(address) <= 0 && each.last().compareTo(address) >= 0)
            .toList();
    assertThat(having).hasSizeLessThan(2);
    return having.isEmpty() ? -1 : having.getFirst().source();
  }

  private static int byPrefix(List<PermittedSource> sources, int last) {
    IpNetwork address = IpNetwork.parse("10.0.0." + last);
    int longest = -1;
    int owner = -1;
    for (int at = 0; at < sources.size(); at++) {
      for (IpNetwork each : sources.get(at).from()) {
        if (each.contains(address) && each.prefix() > longest) {
          longest = each.prefix();
          owner = at;
        }
      }
    }
    return owner;
  }

  private static PermittedSource source(String name, String... from) {
    return new PermittedSource(
        false, name, Arrays.stream(from).map(IpNetwork::parse).toList(), ConnectionLimits.USUAL);
  }
}
