package org.bailiwick.contract.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that the host of a locator is canonical: an IPv4 address as four decimal numbers, an IPv6
 * address in the form of RFC 5952 section 4, or a lower-case DNS name. Parsers read other spellings
 * in different ways ({@code 2130706433}, {@code 0x7f.1}, {@code 010.0.0.1}, {@code
 * [::ffff:127.0.0.1]}, {@code host.}), so the checked host could differ from the called one.
 */
final class NetworkHost {
  private static final String BYTE = "(0|[1-9][0-9]{0,2})";
  private static final Pattern IPV4 =
      Pattern.compile(BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE);

  private static final Pattern IPV6 = Pattern.compile("\\[([0-9a-f:]{2,39})]");

  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  /**
   * A DNS name. Its last label begins with a letter, because a host whose last label is a number is
   * an address (WHATWG URL section 3.5).
   */
  private static final Pattern NAME = Pattern.compile("(" + LABEL + "\\.)*(?=[a-z])" + LABEL);

  private static final int MAX_NAME = 253;
  private static final int GROUPS = 8;

  private NetworkHost() {}

  /** Whether this is a canonical host that can be called. */
  static boolean isCallable(String host) {
    Matcher v4 = IPV4.matcher(host);
    if (v4.matches()) {
      return isCallableIpv4(v4);
    }
    Matcher v6 = IPV6.matcher(host);
    return v6.matches()
        ? isCallableIpv6(v6.group(1))
        : host.length() <= MAX_NAME && NAME.matcher(host).matches();
  }

  /** Excludes "this network", link-local, multicast and reserved addresses (RFC 6890, RFC 5771). */
  private static boolean isCallableIpv4(Matcher address) {
    for (int at = 1; at <= 4; at++) {
      if (Integer.parseInt(address.group(at)) > 255) {
        return false;
      }
    }
    int first = Integer.parseInt(address.group(1));
    boolean linkLocal = first == 169 && address.group(2).equals("254");
    return first != 0 && first < 224 && !linkLocal;
  }

  /**
   * Excludes unspecified, link-local and multicast addresses (RFC 4291 section 2.4), and addresses
   * that contain an IPv4 address: mapped, compatible, translated (RFC 6052), 6to4 and Teredo.
   */
  private static boolean isCallableIpv6(String text) {
    int[] groups = new int[GROUPS];
    if (!read(text, groups) || !text.equals(canonical(groups))) {
      return false;
    }
    if (isZero(groups, 0, 7)) {
      return groups[7] == 1; // loopback
    }
    boolean embedded =
        isZero(groups, 0, 6)
            || (isZero(groups, 0, 5) && groups[5] == 0xffff)
            || (isZero(groups, 0, 4) && groups[4] == 0xffff)
            || (groups[0] == 0x64 && groups[1] == 0xff9b)
            || groups[0] == 0x2002
            || (groups[0] == 0x2001 && groups[1] == 0);
    boolean linkLocal = (groups[0] & 0xffc0) == 0xfe80;
    boolean siteLocal = (groups[0] & 0xffc0) == 0xfec0;
    return !embedded && !linkLocal && !siteLocal && groups[0] < 0xff00;
  }

  private static boolean read(String text, int[] groups) {
    try {
      byte[] address = InetAddress.getByName("[" + text + "]").getAddress();
      if (address.length != 2 * GROUPS) {
        return false; // the address is IPv4-mapped, which Java converts to an IPv4 address
      }
      for (int at = 0; at < GROUPS; at++) {
        groups[at] = (address[2 * at] & 0xff) << 8 | (address[2 * at + 1] & 0xff);
      }
      return true;
    } catch (UnknownHostException noAddress) {
      return false;
    }
  }

  private static boolean isZero(int[] groups, int from, int to) {
    for (int at = from; at < to; at++) {
      if (groups[at] != 0) {
        return false;
      }
    }
    return true;
  }

  /** RFC 5952: no leading zeros, and {@code ::} for the first longest run of two or more zeros. */
  private static String canonical(int[] groups) {
    int begin = -1;
    int longest = 1;
    for (int at = 0; at < GROUPS; at++) {
      int end = at;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - at > longest) {
        begin = at;
        longest = end - at;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < GROUPS; at++) {
      if (at == begin) {
        text.append("::");
        at += longest - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[at]));
      }
    }
    return text.toString();
  }
}
