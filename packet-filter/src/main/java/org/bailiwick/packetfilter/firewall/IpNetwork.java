package org.bailiwick.packetfilter.firewall;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network in CIDR notation (RFC 4632, RFC 4291 section 2.3), or one address.
 *
 * @param text as nft takes it, without a length if it is one address
 * @param length octets of an address: 4 or 16
 * @param prefix bits that the addresses have in common
 * @param first its first address as a number
 * @param last its last address as a number
 */
public record IpNetwork(String text, int length, int prefix, BigInteger first, BigInteger last) {
  private static final int IPV6_OCTETS = 16;
  private static final int SOURCE_PREFIX = 64;
  private static final int MOST_SOURCE_BITS = 40;
  private static final int SMALL_IPV4 = 8;
  private static final int SMALL_IPV6 = 16;
  private static final String BYTE = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
  private static final Pattern IPV4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]{2,39}");
  private static final Pattern FORM = Pattern.compile("([^/]{1,39})(?:/(0|[1-9][0-9]{0,2}))?");

  /** What is no host somewhere: unspecified, loopback, multicast, reserved (RFC 6890, RFC 4291). */
  private static final List<IpNetwork> NO_HOSTS =
      Stream.of("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/127", "ff00::/8")
          .map(IpNetwork::parse)
          .toList();

  private static final List<IpNetwork> LINK_LOCAL =
      Stream.of("169.254.0.0/16", "fe80::/10").map(IpNetwork::parse).toList();

  /**
   * Reads a network.
   *
   * @throws IllegalArgumentException saying what is wrong: not an address in its usual form, an
   *     IPv4 address in the form of IPv6, a length that there is not, or bits after the prefix
   */
  public static IpNetwork parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("not a network: " + text);
    }
    byte[] address = literal(form.group(1));
    int bits = 8 * address.length;
    int prefix = form.group(2) == null ? bits : Integer.parseInt(form.group(2));
    if (prefix > bits) {
      throw new IllegalArgumentException("longer than an address: " + text);
    }
    BigInteger first = new BigInteger(1, address);
    BigInteger others = BigInteger.ONE.shiftLeft(bits - prefix).subtract(BigInteger.ONE);
    if (first.and(others).signum() != 0) {
      throw new IllegalArgumentException("bits are set after the prefix: " + text);
    }
    return new IpNetwork(
        prefix == bits ? form.group(1) : text, address.length, prefix, first, first.add(others));
  }

  private static byte[] literal(String text) {
    boolean four = IPV4.matcher(text).matches();
    if (!four && !(text.contains(":") && IPV6.matcher(text).matches())) {
      throw new IllegalArgumentException("not an address: " + text);
    }
    byte[] address;
    try {
      address = InetAddress.getByName(text).getAddress(); // a literal, so nothing is looked up
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + text, e);
    }
    if (!four && address.length != IPV6_OCTETS) {
      throw new IllegalArgumentException("an IPv4 address in the form of IPv6: " + text);
    }
    return address;
  }

  public boolean isIpv6() {
    return length == IPV6_OCTETS;
  }

  /** Whether it is one address and no larger network. */
  public boolean isOneAddress() {
    return prefix == 8 * length;
  }

  /** Whether all addresses of the other network are addresses of this one. */
  public boolean contains(IpNetwork other) {
    return length == other.length
        && first.compareTo(other.first) <= 0
        && last.compareTo(other.last) >= 0;
  }

  /** How many sources it has, up to 2^40: IPv4 addresses, or /64 prefixes. */
  long sources() {
    int bits = isIpv6() ? SOURCE_PREFIX - prefix : 8 * length - prefix;
    return 1L << Math.clamp(bits, 0, MOST_SOURCE_BITS);
  }

  /** Whether no connection comes from it. */
  boolean cannotBeSource() {
    return NO_HOSTS.stream().anyMatch(each -> each.contains(this));
  }

  /** Whether it is so large that an operator has to say that it is meant. */
  boolean isVeryLarge() {
    return prefix < (isIpv6() ? SMALL_IPV6 : SMALL_IPV4);
  }

  /** Whether no DNS name and no locator may open the way to this address. */
  static boolean cannotBeCalled(InetAddress address) {
    return Stream.concat(NO_HOSTS.stream(), LINK_LOCAL.stream())
        .anyMatch(each -> each.contains(address));
  }

  public boolean contains(InetAddress address) {
    byte[] octets = address.getAddress();
    BigInteger value = new BigInteger(1, octets);
    return octets.length == length && first.compareTo(value) <= 0 && last.compareTo(value) >= 0;
  }

  /** An address of the family of this network, as nft takes it. */
  String address(BigInteger value) {
    int width = isIpv6() ? 16 : 8;
    return IntStream.iterate(8 * length - width, at -> at >= 0, at -> at - width)
        .mapToObj(at -> value.shiftRight(at).intValue() & ((1 << width) - 1))
        .map(part -> isIpv6() ? Integer.toHexString(part) : Integer.toString(part))
        .collect(Collectors.joining(isIpv6() ? ":" : "."));
  }

  @Override
  public String toString() {
    return text;
  }
}
