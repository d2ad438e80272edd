package org.bailiwick.packetfilter.firewall;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The text of a table of nft, of whose form it knows sets and chains. */
final class FilterText {
  private final StringBuilder text = new StringBuilder();

  void begin(String chain, String title) {
    text.append("\tchain ").append(chain).append(" {\n");
    if (!title.isEmpty()) {
      line("comment \"" + title + "\"");
    }
  }

  void end() {
    text.append("\t}\n");
  }

  void declare(String line) {
    text.append('\t').append(line).append('\n');
  }

  void line(String line) {
    text.append("\t\t").append(line).append('\n');
  }

  void noted(String name, String type, int size) {
    declare(
        "set %s { type %s; size %d; flags dynamic,timeout; timeout 1h; counter; }"
            .formatted(name, type, size));
  }

  static String type(String family) {
    return family.equals("4") ? "ipv4_addr" : "ipv6_addr";
  }

  void addresses(String name, List<IpNetwork> addresses) {
    set(name + "4", "ipv4_addr", "", addresses.stream().filter(each -> !each.isIpv6()).toList());
    set(name + "6", "ipv6_addr", "", addresses.stream().filter(IpNetwork::isIpv6).toList());
  }

  void set(String name, String type, String flags, Collection<?> elements) {
    String list =
        elements.isEmpty()
            ? ""
            : elements.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "elements = { ", " } "));
    declare("set %s { type %s; %s%s}".formatted(name, type, flags, list));
  }

  static String ports(Set<Integer> ports) {
    return ports.stream().map(String::valueOf).collect(Collectors.joining(", ", "{ ", " }"));
  }

  /** Notes packets of TCP and UDP with their port. */
  void note(String set, String ipv4, String ipv6) {
    String rest = " . meta l4proto . th dport }";
    line("meta l4proto { tcp, udp } update @" + set + "4 { " + ipv4 + rest);
    line("meta l4proto { tcp, udp } update @" + set + "6 { " + ipv6 + rest);
  }

  /** Begins a chain that packets pass. */
  void hook(String chain, String hook) {
    begin(chain, "");
    line("type filter hook " + hook + " priority filter; policy accept;");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
