package org.bailiwick.packetfilter.segment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bailiwick.packetfilter.Nft;
import org.bailiwick.packetfilter.PacketFilterException;
import org.bailiwick.packetfilter.listing.ListedTable;

/** The table in the kernel, and what was put into it; for one thread. */
final class KernelTable {
  private static final int ELEMENTS_IN_A_COMMAND = 1_000;
  private static final Set<String> NOT_OURS = Set.of("opened", "denied", "tasks", "uid_tasks");

  private final Nft nft;
  private List<String> structure = List.of();
  private SortedMap<String, Set<String>> elements = new TreeMap<>();
  private TaskElements tasks = TaskElements.none();
  private List<String> listedRules = List.of();

  KernelTable(Nft nft) {
    this.nft = nft;
  }

  /** Whether rules of an earlier process are in force. */
  boolean exists() {
    return nft.json("list", "tables").contains('"' + SegmentRules.TABLE + '"');
  }

  /**
   * Puts rules in force. If only elements have changed, the kernel gets only these.
   *
   * @throws PacketFilterException if they were refused; then those of before are in force whole
   */
  void settle(SegmentRules rules, TaskElements live, Instant now) {
    List<String> wanted = new ArrayList<>(rules.sets().keySet());
    wanted.addAll(rules.structure());
    if (!wanted.equals(structure) || !change(rules, live, now)) {
      nft.load(rules.load(live.texts(now)));
      listedRules = listing("--terse").rules();
      structure = wanted;
    }
    elements = rules.elements();
    tasks = live;
  }

  /** Whether the kernel took the changes; not if somebody else has changed its sets. */
  private boolean change(SegmentRules rules, TaskElements live, Instant now) {
    StringBuilder commands = new StringBuilder();
    if (!elements.equals(rules.elements())) {
      elementChanges(rules, commands);
    }
    live.changes(tasks, now, commands);
    if (commands.isEmpty()) {
      return true;
    }
    try {
      nft.load(commands.toString());
      return true;
    } catch (PacketFilterException e) {
      return false;
    }
  }

  private void elementChanges(SegmentRules rules, StringBuilder commands) {
    Set<String> names = new TreeSet<>(elements.keySet());
    names.addAll(rules.elements().keySet());
    for (String name : names) {
      Set<String> before = elements.getOrDefault(name, Set.of());
      Set<String> after = rules.elements().getOrDefault(name, Set.of());
      command(commands, "delete", name, without(before, after));
      command(commands, "add", name, without(after, before));
    }
  }

  private static List<String> without(Collection<String> some, Set<String> others) {
    return some.stream().filter(element -> !others.contains(element)).toList();
  }

  private static void command(
      StringBuilder commands, String verb, String set, List<String> elements) {
    for (int from = 0; from < elements.size(); from += ELEMENTS_IN_A_COMMAND) {
      List<String> part =
          elements.subList(from, Math.min(elements.size(), from + ELEMENTS_IN_A_COMMAND));
      commands.append(
          "%s element inet %s %s { %s }\n"
              .formatted(verb, SegmentRules.TABLE, set, String.join(", ", part)));
    }
  }

  /** Whether rules and elements in the kernel are those that were put there. */
  boolean isIntact() {
    if (!exists()) {
      return false;
    }
    ListedTable listing = listing();
    Map<String, Set<String>> found = new HashMap<>();
    listing
        .elements()
        .forEach(
            (name, texts) -> {
              if (!texts.isEmpty() && !NOT_OURS.contains(name.substring(0, name.length() - 1))) {
                found.put(name, new HashSet<>(texts));
              }
            });
    return listing.rules().equals(listedRules) && found.equals(elements);
  }

  /** The next rules are loaded whole. */
  void forget() {
    structure = List.of();
  }

  ListedTable listing(String... options) {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("list", "table", "inet", SegmentRules.TABLE));
    return ListedTable.parse(nft.json(words.toArray(String[]::new)));
  }
}
