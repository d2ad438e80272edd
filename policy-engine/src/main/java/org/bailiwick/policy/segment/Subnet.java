package org.bailiwick.policy.segment;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A range of IP addresses with a common prefix (RFC 4632, RFC 4291 section 2.3). The address has
 * only zeros behind the prefix.
 *
 * @param length bits of the prefix
 */
public record Subnet(InetAddress address, int length) {
  private static final Pattern CIDR = Pattern.compile("([0-9a-fA-F.:]+)/(0|[1-9][0-9]{0,2})");
  private static final Pattern OCTETS =
      Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
  private static final Pattern COLONS = Pattern.compile("[0-9a-fA-F.:]*:[0-9a-fA-F.:]*");
  private static final int LONGEST_TEXT = 50;

  public Subnet {
    if (length < 0 || length > Byte.SIZE * address.getAddress().length) {
      throw new SegmentsRefusedException("the prefix length /" + length + " is not possible");
    }
    if (!masked(address.getAddress(), length).equals(address)) {
      throw new SegmentsRefusedException(
          "%s/%d has bits set behind its prefix".formatted(address.getHostAddress(), length));
    }
  }

  /** Reads a subnet such as {@code 10.1.0.0/16} or {@code 2001:db8::/32}. */
  public static Subnet parse(String text) {
    var parts = CIDR.matcher(shortened(text));
    if (!parts.matches()) {
      throw new SegmentsRefusedException(shortened(text) + " is not a subnet in CIDR form");
    }
    return new Subnet(address(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  /** The subnet of one address. */
  public static Subnet of(InetAddress address) {
    return new Subnet(address, Byte.SIZE * address.getAddress().length);
  }

  /** Reads an address as text; names are not looked up, and IPv4 in IPv6 is refused. */
  public static InetAddress address(String text) {
    boolean four = OCTETS.matcher(shortened(text)).matches();
    try {
      if (four || COLONS.matcher(shortened(text)).matches()) {
        InetAddress address = InetAddress.getByName(text);
        if (four != address instanceof Inet6Address) {
          return address;
        }
      }
    } catch (UnknownHostException e) {
      throw new SegmentsRefusedException(shortened(text) + " is not an IP address", e);
    }
    throw new SegmentsRefusedException(shortened(text) + " is not an IP address");
  }

  public boolean isIpv6() {
    return address instanceof Inet6Address;
  }

  public boolean contains(InetAddress other) {
    return other.getAddress().length == address.getAddress().length
        && masked(other.getAddress(), length).equals(address);
  }

  /** Whether every address of the other is one of this. */
  public boolean contains(Subnet other) {
    return other.length >= length && contains(other.address);
  }

  /**
   * Whether they have an address in common; two prefixes overlap only if one contains the other.
   */
  public boolean overlaps(Subnet other) {
    return contains(other) || other.contains(this);
  }

  /** The subnet with this shorter prefix that contains this one. */
  Subnet widened(int shorter) {
    return new Subnet(masked(address.getAddress(), shorter), shorter);
  }

  private static InetAddress masked(byte[] bytes, int length) {
    byte[] masked = bytes.clone();
    for (int bit = length; bit < Byte.SIZE * masked.length; bit++) {
      masked[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
    }
    try {
      return InetAddress.getByAddress(masked);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the length of an address does not change", e);
    }
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST_TEXT));
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + length;
  }
}
