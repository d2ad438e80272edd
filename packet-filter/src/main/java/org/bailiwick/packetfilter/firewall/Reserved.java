package org.bailiwick.packetfilter.firewall;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** Networks that mean something else than hosts somewhere (RFC 6890, RFC 4291). */
final class Reserved {
  private static final int SMALL_IPV4 = 8;
  private static final int SMALL_IPV6 = 16;

  private static final List<IpNetwork> NEVER =
      Stream.of("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/127", "ff00::/8")
          .map(IpNetwork::parse)
          .toList();

  private static final List<IpNetwork> LINK_LOCAL =
      Stream.of("169.254.0.0/16", "fe80::/10").map(IpNetwork::parse).toList();

  private Reserved() {}

  /** Whether all of it is unspecified, loopback, multicast or reserved. */
  static boolean cannotBeSource(IpNetwork network) {
    return NEVER.stream().anyMatch(each -> each.contains(network));
  }

  /** Whether it is so large that an operator has to say that it is meant. */
  static boolean isVeryLarge(IpNetwork network) {
    return network.prefix() < (network.isIpv6() ? SMALL_IPV6 : SMALL_IPV4);
  }

  /** Whether no DNS name and no locator may open the way to this address. */
  static boolean cannotBeCalled(InetAddress address) {
    return Stream.concat(NEVER.stream(), LINK_LOCAL.stream())
        .anyMatch(each -> each.contains(address));
  }
}
