package org.bailiwick.ars.policy;

import java.net.InetAddress;
import java.util.Optional;
import org.bailiwick.policy.segment.SegmentsRefusedException;
import org.bailiwick.policy.segment.Subnet;

/** A range of IP addresses, written and compared as in the description of segments. */
public record Network(InetAddress address, int length) {

  /** Reads CIDR such as {@code 10.2.0.0/16}; empty if it is none. */
  public static Optional<Network> parse(String text) {
    try {
      return Optional.of(of(Subnet.parse(text)));
    } catch (SegmentsRefusedException e) {
      return Optional.empty();
    }
  }

  /** The network of this one address. */
  public static Network of(InetAddress address) {
    return of(Subnet.of(address));
  }

  static Network of(Subnet subnet) {
    return new Network(subnet.address(), subnet.length());
  }

  /** The address that the host of a URL is, in brackets or without; empty for a name. */
  public static Optional<InetAddress> literal(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    char last = host.isEmpty() ? '.' : host.charAt(host.length() - 1);
    if (!bracketed && host.indexOf(':') < 0 && (last < '0' || last > '9')) {
      return Optional.empty(); // a name, as nearly all are; to refuse it costs more
    }
    try {
      return Optional.of(Subnet.address(bracketed ? host.substring(1, host.length() - 1) : host));
    } catch (SegmentsRefusedException e) {
      return Optional.empty();
    }
  }

  public boolean contains(InetAddress other) {
    return new Subnet(address, length).contains(other);
  }
}
