package org.bailiwick.packetfilter.segment;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.policy.segment.SegmentParty;

/**
 * What is known of the network at the place where packets are filtered.
 *
 * <p>Only the packets of processes of this host carry a uid, so a uid counts for parties with an
 * address of this host, and for those without address, which only call. A loopback address of
 * another party means its own host, not this one, and is left out.
 *
 * @param hosts addresses at which no party is known, to be asked about in checks
 * @param here the addresses of this host; empty for a router that filters only what it forwards
 */
public record SegmentWorld(
    List<SegmentParty> parties, Set<InetAddress> hosts, Set<InetAddress> here) {
  public SegmentWorld {
    hosts = Set.copyOf(hosts);
    here = Set.copyOf(here);
    Set<InetAddress> own = here;
    parties = parties.stream().map(party -> seenFrom(party, own)).toList();
  }

  /** The world of a router. */
  public static SegmentWorld of(List<SegmentParty> parties, Set<InetAddress> hosts) {
    return new SegmentWorld(parties, hosts, Set.of());
  }

  private static SegmentParty seenFrom(SegmentParty party, Set<InetAddress> here) {
    boolean local =
        party.uid().isPresent()
            && !here.isEmpty()
            && (party.addresses().isEmpty() || party.addresses().stream().anyMatch(here::contains));
    if (local
        || (party.uid().isEmpty()
            && party.addresses().stream().noneMatch(InetAddress::isLoopbackAddress))) {
      return party;
    }
    Set<InetAddress> addresses =
        party.addresses().stream()
            .filter(address -> !address.isLoopbackAddress())
            .collect(Collectors.toCollection(HashSet::new));
    return new SegmentParty(
        party.id(),
        addresses,
        party.port(),
        OptionalInt.empty(),
        party.status(),
        party.attributes());
  }

  /** Whether packets of processes of this host are filtered, too. */
  public boolean filtersOwnPackets() {
    return !here.isEmpty();
  }
}
