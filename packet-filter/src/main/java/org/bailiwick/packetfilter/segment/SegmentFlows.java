package org.bailiwick.packetfilter.segment;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.bailiwick.packetfilter.Nft;
import org.bailiwick.packetfilter.PacketFilterException;
import org.bailiwick.packetfilter.listing.FilterPacket;
import org.bailiwick.packetfilter.listing.FilterVerdict;
import org.bailiwick.packetfilter.listing.ListedElement;
import org.bailiwick.packetfilter.listing.ListedRule;
import org.bailiwick.packetfilter.listing.ListedTable;
import org.bailiwick.policy.segment.Subnet;

/**
 * What the rules have seen since they were loaded, in the last hour at most.
 *
 * @param opened flows that were let through, with their number
 * @param denied flows that were dropped, with the number of their packets
 * @param rules counters of the rules
 * @param table the rules themselves, as the kernel had them at that time
 */
public record SegmentFlows(
    List<Seen> opened, List<Seen> denied, List<ListedRule> rules, ListedTable table) {

  /** One pair of addresses; the port is 0 for ICMP. */
  public record Seen(
      String caller, String callee, String protocol, int port, long packets, long bytes) {}

  /**
   * Reads what the rules have seen.
   *
   * @throws PacketFilterException if no rules of segments are in force
   */
  public static SegmentFlows read(Nft nft) {
    return of(ListedTable.parse(nft.json("list", "table", "inet", SegmentRules.TABLE)));
  }

  static SegmentFlows of(ListedTable table) {
    return new SegmentFlows(seen(table, "opened"), seen(table, "denied"), table.counted(), table);
  }

  /**
   * The rule that decides about this flow, of the rules with which the counters were read: {@code
   * no task needs it}, {@code closed caller}, {@code allow 0 office ledger} and the like. A flow
   * that was dropped earlier may be permitted by them. Of packets from this host the uid is not
   * known.
   */
  public String because(Seen flow) {
    FilterPacket first =
        new FilterPacket(
            "forward",
            Subnet.address(flow.caller()),
            Subnet.address(flow.callee()),
            flow.protocol(),
            flow.port(),
            OptionalInt.empty(),
            FilterPacket.Place.FIRST);
    FilterVerdict verdict = table.judge(first);
    return verdict.because();
  }

  private static List<Seen> seen(ListedTable table, String set) {
    Map<String, Seen> seen = new TreeMap<>();
    for (String family : SegmentRules.FAMILIES) {
      for (ListedElement element : table.elements(set + family)) {
        Seen one = seen(element);
        seen.merge(
            "%s %s %s %d".formatted(one.caller, one.callee, one.protocol, one.port),
            one,
            SegmentFlows::and);
      }
    }
    return List.copyOf(seen.values());
  }

  /** The port of ICMP is the identifier of an echo, which says nothing. */
  private static Seen seen(ListedElement element) {
    String[] parts = element.text().split(" \\. ", -1);
    return new Seen(
        parts[0],
        parts[1],
        parts[2],
        parts[2].endsWith("icmp") ? 0 : Integer.parseInt(parts[3]),
        element.packets(),
        element.bytes());
  }

  private static Seen and(Seen one, Seen other) {
    return new Seen(
        one.caller,
        one.callee,
        one.protocol,
        one.port,
        one.packets + other.packets,
        one.bytes + other.bytes);
  }
}
