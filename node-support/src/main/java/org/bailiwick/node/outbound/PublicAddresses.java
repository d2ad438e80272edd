package org.bailiwick.node.outbound;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells whether an address is public (IANA special-purpose address registries, RFC 6890). The JDK
 * turns an IPv4-mapped IPv6 address into the IPv4 address; other embedded addresses (6to4, NAT64,
 * Teredo) count as not public.
 */
final class PublicAddresses {
  private static final List<Prefix> NOT_PUBLIC_IPV4 =
      prefixes(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3");
  private static final List<Prefix> GLOBAL_IPV6 = prefixes("2000::/3");
  private static final List<Prefix> NOT_PUBLIC_IPV6 =
      prefixes("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  /** The first bits of an address, and the number of bits after them. */
  private record Prefix(BigInteger first, int rest) {
    boolean contains(byte[] address) {
      return new BigInteger(1, address).shiftRight(rest).equals(first);
    }
  }

  private PublicAddresses() {}

  static boolean include(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return NOT_PUBLIC_IPV4.stream().noneMatch(prefix -> prefix.contains(bytes));
    }
    return GLOBAL_IPV6.stream().anyMatch(prefix -> prefix.contains(bytes))
        && NOT_PUBLIC_IPV6.stream().noneMatch(prefix -> prefix.contains(bytes));
  }

  private static List<Prefix> prefixes(String... texts) {
    return Stream.of(texts).map(PublicAddresses::prefix).toList();
  }

  private static Prefix prefix(String text) {
    int slash = text.indexOf('/');
    try {
      byte[] bytes = InetAddress.getByName(text.substring(0, slash)).getAddress();
      int rest = bytes.length * Byte.SIZE - Integer.parseInt(text.substring(slash + 1));
      return new Prefix(new BigInteger(1, bytes).shiftRight(rest), rest);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
