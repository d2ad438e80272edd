package org.bailiwick.packetfilter.firewall;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator has decided about the firewall of a domain node, as {@code firewall.json} says
 * it ({@code docs/firewall.md}).
 *
 * @param mode where the rules are loaded
 * @param account user name or number of the account of the node, whose calls are filtered on the
 *     node's own host; empty on a router, where the node is told by its address
 * @param sources who may connect
 * @param management who may reach anything else of the machine on which the rules are; without it,
 *     that is not filtered
 */
public record FirewallPlan(
    Mode mode,
    String account,
    Listener listen,
    List<PermittedSource> sources,
    Outward outward,
    Optional<Management> management) {

  public FirewallPlan {
    sources = List.copyOf(sources);
  }

  /** Where the rules are loaded. */
  public enum Mode {
    /** On the host of the node. */
    HOST,
    /** On a router between the node and everything else. */
    ROUTER
  }

  /**
   * Where the node is reached.
   *
   * @param addresses its addresses; an unspecified one stands for all of its host
   * @param ports the ports at which it is served
   * @param closedPorts ports of its host that nobody may reach from elsewhere, such as those of the
   *     nodes behind a proxy on the same host
   */
  public record Listener(List<IpNetwork> addresses, Set<Integer> ports, Set<Integer> closedPorts) {
    public Listener {
      addresses = List.copyOf(addresses);
    }

    boolean isEverywhere() {
      return addresses.stream().anyMatch(each -> each.first().signum() == 0);
    }
  }

  /**
   * What the node may call beside the destinations that its own files name.
   *
   * @param resolvers servers of DNS
   * @param agents whether the locators of listed agents may be called
   * @param hosts further destinations, each as {@code host:port}
   * @param networks further destinations by network and port
   * @param privateNetworks networks in which a DNS name or a locator may lead to an address that is
   *     not public
   * @param validFor how long an address of a DNS name counts after it was looked up
   */
  public record Outward(
      List<IpNetwork> resolvers,
      boolean agents,
      List<String> hosts,
      List<NetworkPorts> networks,
      List<IpNetwork> privateNetworks,
      Duration validFor) {
    public Outward {
      resolvers = List.copyOf(resolvers);
      hosts = List.copyOf(hosts);
      networks = List.copyOf(networks);
      privateNetworks = List.copyOf(privateNetworks);
    }
  }

  /** Networks and TCP ports, such as those of all agents. */
  public record NetworkPorts(List<IpNetwork> to, Set<Integer> ports) {
    public NetworkPorts {
      to = List.copyOf(to);
    }
  }

  /** From where which TCP ports of this machine are administered. */
  public record Management(List<IpNetwork> from, Set<Integer> ports) {
    public Management {
      from = List.copyOf(from);
    }
  }
}
