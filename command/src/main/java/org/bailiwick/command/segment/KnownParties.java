package org.bailiwick.command.segment;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bailiwick.packetfilter.segment.SegmentWorld;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.Subnet;

/** The parties of the segments by their addresses, by which reports name flows. */
final class KnownParties {
  private final SegmentWorld own;
  private final Map<String, SegmentParty> told = new ConcurrentHashMap<>();

  /**
   * @param own what the operator knows of this machine
   */
  KnownParties(SegmentWorld own) {
    this.own = own;
  }

  void put(SegmentParty party) {
    told.put(party.id(), party);
  }

  void remove(String id) {
    told.remove(id);
  }

  /**
   * The address, and the party that is known there: a caller by it alone (port 0), a callee with
   * its port. If several are known there, none is named.
   */
  String named(String address, int port) {
    List<String> ids =
        Stream.concat(told.values().stream(), own.parties().stream())
            .filter(party -> port == 0 || party.port().equals(OptionalInt.of(port)))
            .filter(party -> party.addresses().contains(Subnet.address(address)))
            .map(SegmentParty::id)
            .distinct()
            .toList();
    return ids.size() == 1 ? address + " " + ids.getFirst() : address;
  }
}
