package org.bailiwick.packetfilter.firewall;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A TCP destination that the node may call.
 *
 * @param name what files and agents call it, {@code host:port}
 * @param origin who named it, for people
 * @param addresses the addresses that it has now; none if its name could not be looked up
 * @param validFor how long the addresses count; without it until the rules are loaded again
 */
public record FirewallDestination(
    HostPort name, String origin, List<InetAddress> addresses, Optional<Duration> validFor) {
  private static final int LONGEST_COMMENT = 120; // nft takes 128 octets

  public FirewallDestination {
    addresses = List.copyOf(addresses);
  }

  /** By what the kernel's list tells that an address belongs to this destination. */
  String comment() {
    String text = name.toString();
    return text.substring(0, Math.min(text.length(), LONGEST_COMMENT));
  }

  String key(InetAddress address) {
    return address.getHostAddress() + " . " + name.port();
  }

  static boolean isIpv6(InetAddress address) {
    return address instanceof Inet6Address;
  }

  /** Whether a DNS name or a locator must never lead to this address. */
  public static boolean isForbidden(InetAddress address) {
    return IpNetwork.cannotBeCalled(address);
  }
}
