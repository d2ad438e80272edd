package org.bailiwick.node.outbound;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** An https origin: host in lower case and port (RFC 6454). */
public record Origin(String host, int port) {
  private static final int HTTPS = 443;

  /** Hosts that some software reads as an IPv4 address: 2130706433, 0177.0.0.1, 127.1, 0x7f.1. */
  private static final Pattern ENDS_IN_NUMBER =
      Pattern.compile("(^|\\.)(0[xX][0-9a-fA-F]*|[0-9]+)\\.?$");

  private static final Pattern IPV4 =
      Pattern.compile("((0|[1-9][0-9]{0,2})\\.){3}(0|[1-9][0-9]{0,2})");

  /**
   * The origin of an absolute https URI without user information.
   *
   * @throws IllegalArgumentException with the rule that the URI breaks
   */
  public static Origin of(URI uri) {
    if (!"https".equals(uri.getScheme())) {
      throw new IllegalArgumentException("only https is allowed");
    }
    if (uri.getRawUserInfo() != null || uri.getHost() == null) {
      throw new IllegalArgumentException("a host, and no user information, is required");
    }
    if (ENDS_IN_NUMBER.matcher(uri.getHost()).find() && !IPV4.matcher(uri.getHost()).matches()) {
      throw new IllegalArgumentException(
          "an IPv4 address is four decimal numbers without leading zeros");
    }
    return new Origin(
        uri.getHost().toLowerCase(Locale.ROOT), uri.getPort() < 0 ? HTTPS : uri.getPort());
  }

  @Override
  public String toString() {
    return "https://" + host + ":" + port;
  }
}
