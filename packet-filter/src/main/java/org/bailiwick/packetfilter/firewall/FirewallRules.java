package org.bailiwick.packetfilter.firewall;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.packetfilter.firewall.LoadedTable.Count;

/**
 * A rule set for nft: what stays as long as the reviewed files do, and the addresses that
 * destinations have now.
 *
 * @param structure the table's counters, sets, chains and rules
 */
public record FirewallRules(String structure, List<FirewallDestination> destinations) {
  /** What the sets of destinations hold at most. */
  static final int MOST_ADDRESSES = 65_535;

  private static final String TABLE = "table inet " + Firewall.TABLE;

  /** An address and port that the node may call. */
  private record Element(
      boolean ipv6, String key, OptionalLong seconds, Count count, String comment, String origin) {

    String text() {
      StringBuilder text = new StringBuilder(key);
      text.append(" counter packets ").append(count.packets());
      text.append(" bytes ").append(count.bytes());
      seconds.ifPresent(left -> text.append(" timeout ").append(left).append('s'));
      return text.append(" comment \"").append(comment).append('"').toString();
    }
  }

  public FirewallRules {
    destinations = List.copyOf(destinations);
    long addresses = destinations.stream().mapToLong(each -> each.addresses().size()).sum();
    if (addresses > MOST_ADDRESSES) {
      throw new IllegalArgumentException(
          "the destinations have " + addresses + " addresses, more than " + MOST_ADDRESSES);
    }
  }

  /** SHA-256 of the structure, by which the loaded table is marked. */
  public String digest() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(structure.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** Commands for nft that put this table in the place of whatever is loaded. */
  public String text() {
    return replacement(Optional.empty());
  }

  /** The same, keeping addresses that DNS names had lately, and what was counted for each. */
  String replacement(Optional<LoadedTable> loaded) {
    return TABLE
        + "\ndelete "
        + TABLE
        + "\n"
        + TABLE
        + " {\n\tcomment \""
        + digest()
        + "\"\n"
        + structure
        + "}\n"
        + additions(loaded);
  }

  /** Commands for nft that give a table of the same structure the present addresses. */
  String refreshment(LoadedTable loaded) {
    return "flush set inet %1$s outward4\nflush set inet %1$s outward6\n".formatted(Firewall.TABLE)
        + additions(Optional.of(loaded));
  }

  private String additions(Optional<LoadedTable> loaded) {
    Map<String, Element> wanted = elements();
    loaded.ifPresent(table -> keep(wanted, table));
    return additions(wanted, "outward4", false) + additions(wanted, "outward6", true);
  }

  private static String additions(Map<String, Element> wanted, String set, boolean ipv6) {
    List<Element> chosen = wanted.values().stream().filter(each -> each.ipv6() == ipv6).toList();
    if (chosen.isEmpty()) {
      return "";
    }
    return chosen.stream()
        .map(each -> "\t" + each.text() + ", # " + each.origin() + "\n")
        .collect(
            Collectors.joining(
                "", "add element inet %s %s {\n".formatted(Firewall.TABLE, set), "}\n"));
  }

  private Map<String, Element> elements() {
    Map<String, Element> elements = new LinkedHashMap<>();
    for (FirewallDestination each : destinations) {
      OptionalLong seconds =
          each.validFor().isPresent()
              ? OptionalLong.of(each.validFor().get().toSeconds())
              : OptionalLong.empty();
      for (InetAddress address : each.addresses()) {
        Element element =
            new Element(
                FirewallDestination.isIpv6(address),
                each.key(address),
                seconds,
                Count.NONE,
                each.comment(),
                each.origin());
        elements.merge(
            element.key(), element, (first, next) -> first.seconds().isEmpty() ? first : next);
      }
    }
    return elements;
  }

  /**
   * Keeps what was counted, and until its time is over each address that the name of a destination
   * had before: names of large services lead to other addresses at each look.
   */
  private void keep(Map<String, Element> wanted, LoadedTable loaded) {
    Set<String> names =
        destinations.stream().map(FirewallDestination::comment).collect(Collectors.toSet());
    Map<String, LoadedTable.Element> before = new HashMap<>();
    loaded.both("outward").forEach(each -> before.put(key(each), each));
    wanted.replaceAll(
        (key, element) ->
            before.containsKey(key) ? counted(element, before.get(key).count()) : element);
    for (Map.Entry<String, LoadedTable.Element> each : before.entrySet()) {
      LoadedTable.Element old = each.getValue();
      if (old.expires().orElse(0) > 0
          && names.contains(old.comment())
          && wanted.size() < MOST_ADDRESSES) {
        wanted.putIfAbsent(
            each.getKey(),
            new Element(
                old.value().getFirst().contains(":"),
                each.getKey(),
                old.expires(),
                old.count(),
                old.comment(),
                "an address of before"));
      }
    }
  }

  private static Element counted(Element element, Count count) {
    return new Element(
        element.ipv6(),
        element.key(),
        element.seconds(),
        count,
        element.comment(),
        element.origin());
  }

  /** The same form that addresses of Java have. */
  private static String key(LoadedTable.Element element) {
    IpNetwork address = IpNetwork.parse(element.value().getFirst());
    return address.address(address.first()) + " . " + element.value().getLast();
  }
}
