package org.bailiwick.packetfilter.firewall;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.packetfilter.firewall.LoadedTable.Count;
import org.bailiwick.packetfilter.firewall.LoadedTable.Element;

/**
 * What the kernel has counted since the rules were loaded. Sources and refusals are remembered for
 * an hour after their last packet, and at most so many as their sets hold.
 *
 * @param digest of the rules
 * @param sources who may connect
 * @param refused what was refused last, the latest first
 * @param destinations what the node may call, the most used first
 * @param totals packets and octets by counter
 */
public record FlowLog(
    String digest,
    List<OfSource> sources,
    List<Refused> refused,
    List<Called> destinations,
    Map<String, Total> totals) {

  public FlowLog {
    sources = List.copyOf(sources);
    refused = List.copyOf(refused);
    destinations = List.copyOf(destinations);
    totals = Map.copyOf(totals);
  }

  /** Packets and octets. */
  public record Total(long packets, long octets) {
    static Total of(Count count) {
      return new Total(count.packets(), count.bytes());
    }
  }

  /**
   * A partner or network.
   *
   * @param title for people, such as {@code partner partner.example}
   * @param received all packets that came from it to the node's ports, refused ones too
   * @param accepted new connections that were accepted
   * @param overRate new connections that were refused since too many came in a second
   * @param overCount new connections that were refused since too many were open
   * @param addresses the addresses whose connections were accepted, the latest first
   */
  public record OfSource(
      String title,
      Total received,
      long accepted,
      long overRate,
      long overCount,
      List<Seen> addresses) {
    public OfSource {
      addresses = List.copyOf(addresses);
    }
  }

  /** New connections of an address, of IPv6 a /64 prefix, and seconds since the last one. */
  public record Seen(String address, long connections, long secondsAgo) {}

  /**
   * Packets that were refused.
   *
   * @param reason {@code unknown} source, {@code port} that is not served, {@code limited} since
   *     there were too many, {@code outward}: the node may not call this, {@code unopened}: the
   *     node sent in a connection whose opening the firewall has not seen
   * @param address the source (of IPv6 its /64 prefix), or the destination of what the node called
   */
  public record Refused(
      String reason, String address, String protocol, int port, long packets, long secondsAgo) {}

  /** What the node sent to a destination. */
  public record Called(String name, String address, int port, Total sent) {}

  static FlowLog of(LoadedTable table) {
    Map<String, String> reasons =
        Map.of(
            "unknown", "unknown",
            "port", "port",
            "limited", "limited",
            "unopened", "unopened",
            "refused", "outward");
    return new FlowLog(
        table.comment(),
        table.titles().entrySet().stream()
            .filter(each -> each.getKey().startsWith("from_"))
            .map(each -> ofSource(table, each.getKey(), each.getValue()))
            .toList(),
        reasons.entrySet().stream()
            .flatMap(each -> refused(table, each.getKey(), each.getValue()))
            .sorted(
                Comparator.comparingLong(Refused::secondsAgo)
                    .thenComparing(Comparator.comparingLong(Refused::packets).reversed())
                    .thenComparing(Refused::address))
            .toList(),
        table.both("outward").stream()
            .map(FlowLog::called)
            .sorted(
                Comparator.<Called>comparingLong(each -> each.sent().packets())
                    .reversed()
                    .thenComparing(Called::name)
                    .thenComparing(Called::address))
            .toList(),
        totals(table));
  }

  private static Map<String, Total> totals(LoadedTable table) {
    return table.counters().entrySet().stream()
        .filter(each -> !each.getKey().startsWith("from_"))
        .collect(Collectors.toMap(Map.Entry::getKey, each -> Total.of(each.getValue())));
  }

  private static OfSource ofSource(LoadedTable table, String chain, String title) {
    return new OfSource(
        title,
        Total.of(table.counter(chain)),
        table.counter(chain + "_new").packets(),
        table.counter(chain + "_rate").packets(),
        table.counter(chain + "_count").packets(),
        table.both(chain + "_seen").stream()
            .map(each -> new Seen(each.value().getFirst(), each.count().packets(), each.age()))
            .sorted(Comparator.comparingLong(Seen::secondsAgo).thenComparing(Seen::address))
            .toList());
  }

  private static Stream<Refused> refused(LoadedTable table, String set, String reason) {
    return table.both(set).stream()
        .map(
            each ->
                new Refused(
                    reason,
                    each.value().getFirst(),
                    each.value().get(1),
                    Integer.parseInt(each.value().getLast()),
                    each.count().packets(),
                    each.age()));
  }

  private static Called called(Element element) {
    return new Called(
        element.comment(),
        element.value().getFirst(),
        Integer.parseInt(element.value().getLast()),
        Total.of(element.count()));
  }
}
