package org.bailiwick.packetfilter.firewall;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A TCP destination as files name it: a DNS name or an address, and a port.
 *
 * @param host a DNS name in lower case, or an address without brackets
 */
public record HostPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:]{2,39})]|([a-zA-Z0-9._-]{1,253})):([1-9][0-9]{0,4})");

  private static final int MOST_PORT = 65_535;

  public HostPort {
    if (host.isEmpty() || port < 1 || port > MOST_PORT) {
      throw new IllegalArgumentException("not host:port: " + host + ":" + port);
    }
    host = host.toLowerCase(Locale.ROOT);
  }

  /**
   * Reads {@code host:port} or {@code [address]:port}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static HostPort parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("not host:port: " + text);
    }
    HostPort parsed =
        new HostPort(
            form.group(1) == null ? form.group(2) : form.group(1), Integer.parseInt(form.group(3)));
    if (parsed.isLiteral()) {
      IpNetwork.parse(parsed.host());
    }
    return parsed;
  }

  /** Whether the host is an address and no name. */
  public boolean isLiteral() {
    return host.contains(":") || Character.isDigit(host.charAt(host.lastIndexOf('.') + 1));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
