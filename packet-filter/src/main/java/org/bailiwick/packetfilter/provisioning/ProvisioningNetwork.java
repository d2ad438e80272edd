package org.bailiwick.packetfilter.provisioning;

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
    return """
    table inet @TABLE@
    delete table inet @TABLE@
    table inet @TABLE@ {
    	counter enrolment { }
    	counter published { }
    	counter names { }
    	counter addresses { }
    	counter answers { }
    	counter forged { }
    	counter refused { }
    @SETS@
    	chain permitted {
    		comment "what machines may reach, through the gateway or on it"
    		ct state invalid goto refused
    		fib saddr . iif oif missing counter name forged goto refused
    		ip daddr @authority4 tcp dport @TLS@ counter name enrolment accept
    		ip6 daddr @authority6 tcp dport @TLS@ counter name enrolment accept
    		ip daddr @authority4 tcp dport @PLAIN@ counter name published accept
    		ip6 daddr @authority6 tcp dport @PLAIN@ counter name published accept
    		ip daddr @resolvers4 meta l4proto { tcp, udp } th dport 53 counter name names accept
    		ip6 daddr @resolvers6 meta l4proto { tcp, udp } th dport 53 counter name names accept
    		meta l4proto { icmp, ipv6-icmp } ct state related accept
    		goto refused
    	}

    	chain refused {
    		counter name refused
    		limit rate 10/minute burst 20 packets log prefix "bailiwick-provisioning " level info
    		drop
    	}

    	chain to_machines {
    		ct direction reply ct state established,related counter name answers accept
    		meta l4proto { icmp, ipv6-icmp } ct state related accept
    		goto refused
    	}

    	chain forward {
    		type filter hook forward priority filter; policy accept;
    		iifname "@DEVICE@" goto permitted
    		oifname "@DEVICE@" goto to_machines
    	}

    	chain input {
    		type filter hook input priority filter; policy accept;
    		iifname != "@DEVICE@" accept
    @DHCP@		icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, mld2-listener-report } accept
    		ct direction reply ct state established,related counter name answers accept
    		goto permitted
    	}
    }
    """
        .replace("@TABLE@", TABLE)
        .replace("@SETS@\n", sets())
        .replace("@TLS@", Integer.toString(tlsPort))
        .replace("@PLAIN@", Integer.toString(plainPort))
        .replace("@DHCP@", dhcp ? dhcpRules() : "")
        .replace("@DEVICE@", device);
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
