package org.bailiwick.packetfilter.firewall;

import java.util.List;

/**
 * Who may connect to the node, and from where.
 *
 * @param isPartner whether the name is a partner's, whose right to connect ends with its
 *     description
 * @param name the partner's trust domain, or the operator's name for networks of the own domain
 * @param from the networks that it connects from
 */
public record PermittedSource(
    boolean isPartner, String name, List<IpNetwork> from, ConnectionLimits limits) {
  /** Sources that its sets hold; more are refused until others are forgotten. */
  static final int MOST_SOURCES = 16_384;

  private static final int SPARE = 64;

  public PermittedSource {
    from = List.copyOf(from);
  }

  /**
   * Elements that its sets need for this family, none if it has no network of it. The kernel makes
   * room for all of them at once, 16 octets each. Elements whose time is over are there for a
   * moment still, so that there is room for twice as many sources as there are.
   */
  int capacity(boolean ipv6) {
    long sources =
        from.stream().filter(each -> each.isIpv6() == ipv6).mapToLong(IpNetwork::sources).sum();
    return sources == 0 ? 0 : (int) Math.min(MOST_SOURCES, 2 * sources + SPARE);
  }

  /** For people. */
  public String title() {
    return (isPartner ? "partner " : "network ") + name;
  }
}
