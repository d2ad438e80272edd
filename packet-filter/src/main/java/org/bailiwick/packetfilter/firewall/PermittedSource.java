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
  public PermittedSource {
    from = List.copyOf(from);
  }

  /** For people. */
  public String title() {
    return (isPartner ? "partner " : "network ") + name;
  }
}
