package org.bailiwick.packetfilter.provisioning;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bailiwick.packetfilter.firewall.IpNetwork;

/**
 * What machines of a provisioning network may reach.
 *
 * @param device the gateway's network device in that network
 * @param authority addresses of the authority
 * @param tlsPort where machines enrol
 * @param plainPort where CRLs, OCSP and issuers' certificates are
 * @param resolvers servers of DNS; none if machines need no names
 * @param dhcp whether machines get addresses from this gateway, by a server or a relay on it
 */
public record ProvisioningNetwork(
    String device,
    List<IpNetwork> authority,
    int tlsPort,
    int plainPort,
    List<IpNetwork> resolvers,
    boolean dhcp) {
  /** The table, which is the only one that is touched. */
  public static final String TABLE = "bailiwick_provisioning";

  /** Names of Linux without what has a meaning in nft. */
  private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");

  private static final int MOST_PORT = 65_535;

  /**
   * A plan that can be written as rules.
   *
   * @throws IllegalArgumentException saying what cannot
   */
  public ProvisioningNetwork {
    require(DEVICE.matcher(device).matches(), "not the name of a network device: " + device);
    require(!authority.isEmpty(), "the authority has at least one address");
    for (IpNetwork each : authority) {
      require(each.isOneAddress(), "not the address of an authority: " + each);
    }
    for (IpNetwork each : resolvers) {
      require(each.isOneAddress(), "not the address of a server of DNS: " + each);
    }
    for (int port : List.of(tlsPort, plainPort)) {
      require(port > 0 && port <= MOST_PORT, "not a port: " + port);
    }
    require(tlsPort != plainPort, "TLS and plain HTTP have ports of their own");
    authority = List.copyOf(authority);
    resolvers = List.copyOf(resolvers);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * Commands for nft that put this table in the place of whatever is loaded, in one transaction.
   */
  public String rules() {
    return template()
        .replace("@TABLE@", TABLE)
        .replace("@SETS@\n", sets())
        .replace("@TLS@", Integer.toString(tlsPort))
        .replace("@PLAIN@", Integer.toString(plainPort))
        .replace("@DHCP@", dhcp ? dhcpRules() : "")
        .replace("@DEVICE@", device);
  }

  private static String template() {
    try (InputStream in = ProvisioningNetwork.class.getResourceAsStream("gateway.nft")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("a resource cannot be read: gateway.nft", e);
    }
  }

  /** A machine that asks for an address has none yet. */
  private static String dhcpRules() {
    return """
    		udp sport 68 udp dport 67 counter name addresses accept
    		ip6 saddr fe80::/10 udp sport 546 udp dport 547 counter name addresses accept
    """;
  }

  private String sets() {
    List<String> sets = new ArrayList<>();
    sets.add(set("authority4", "ipv4_addr", authority, false));
    sets.add(set("authority6", "ipv6_addr", authority, true));
    sets.add(set("resolvers4", "ipv4_addr", resolvers, false));
    sets.add(set("resolvers6", "ipv6_addr", resolvers, true));
    return String.join("", sets);
  }

  private static String set(String name, String type, List<IpNetwork> all, boolean ipv6) {
    String elements =
        all.stream()
            .filter(each -> each.isIpv6() == ipv6)
            .map(IpNetwork::toString)
            .distinct()
            .collect(Collectors.joining(", "));
    return "\tset %s { type %s; %s}\n"
        .formatted(name, type, elements.isEmpty() ? "" : "elements = { " + elements + " } ");
  }
}
