package org.bailiwick.packetfilter.segment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bailiwick.policy.segment.NetworkSegment;
import org.bailiwick.policy.segment.OutsideFlows;
import org.bailiwick.policy.segment.SegmentPlan;
import org.bailiwick.policy.segment.SegmentsRefusedException;

/**
 * A plan and a world as rules of nftables: one table {@value #TABLE}, whose chains come from the
 * plan and whose sets come from the world.
 */
public final class SegmentRules {
  public static final String TABLE = "bailiwick_segments";
  static final List<String> FAMILIES = List.of("4", "6");

  /** Sets whose elements belong to tasks, and end with them. */
  static final List<String> TASK_SETS = List.of("tasks", "uid_tasks");

  private static final String FLOW_FLAGS = "flags dynamic,timeout; timeout 1h; ";
  private static final String NEIGHBOURS =
      "icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert,"
          + " mld-listener-query, mld-listener-report, mld2-listener-report } accept";
  private static final String STRAY = "ct state invalid,untracked goto stray";

  private final SegmentPlan plan;
  private final SegmentWorld world;
  private final SortedMap<String, Set<String>> elements;
  private final SortedMap<String, String> closed;

  private SegmentRules(SegmentPlan plan, SegmentWorld world) {
    this.plan = plan;
    this.world = world;
    PartyIndex index = new PartyIndex(plan, world);
    this.elements = SetElements.of(plan, world, index);
    this.closed = new TreeMap<>(index.conflicts());
  }

  /**
   * Compiles a plan.
   *
   * @throws SegmentsRefusedException if packets do not tell some parties apart; it names them
   */
  public static SegmentRules compile(SegmentPlan plan, SegmentWorld world) {
    SegmentRules rules = new SegmentRules(plan, world);
    if (!rules.closed.isEmpty()) {
      throw new SegmentsRefusedException(
          String.join("; ", new TreeSet<>(rules.closed.values()).stream().limit(20).toList()));
    }
    return rules;
  }

  /**
   * Compiles a plan for a world that may not be refused, because rules are in force already:
   * parties that packets do not tell apart are closed, as if they were revoked.
   */
  public static SegmentRules closing(SegmentPlan plan, SegmentWorld world) {
    return new SegmentRules(plan, world);
  }

  /** The parties that are closed, with the reason of each. */
  public SortedMap<String, String> closed() {
    return new TreeMap<>(closed);
  }

  /** The elements of sets that have any. */
  public SortedMap<String, Set<String>> elements() {
    return elements;
  }

  /** Commands of nft that replace whatever the table holds, in one transaction. */
  public String load() {
    return load(Map.of());
  }

  /** The same with elements for the sets of tasks. */
  String load(Map<String, ? extends Iterable<String>> tasks) {
    StringBuilder text = new StringBuilder();
    text.append("add table inet %1$s\ndelete table inet %1$s\n".formatted(TABLE));
    text.append("table inet ").append(TABLE).append(" {\n");
    sets().forEach((name, type) -> set(text, name, type, tasks));
    structure().forEach(line -> text.append("  ").append(line).append('\n'));
    return text.append("}\n").toString();
  }

  private void set(
      StringBuilder text, String name, String type, Map<String, ? extends Iterable<String>> tasks) {
    Iterable<String> own = new TreeSet<>(elements.getOrDefault(name, Set.of()));
    String listed = String.join(", ", tasks.containsKey(name) ? tasks.get(name) : own);
    text.append("  set ").append(name).append(" { ").append(type);
    if (!listed.isEmpty()) {
      text.append("elements = { ").append(listed).append(" }; ");
    }
    text.append("}\n");
  }

  /** The sets by name, with type and flags. */
  Map<String, String> sets() {
    Map<String, String> sets = new LinkedHashMap<>();
    for (String family : FAMILIES) {
      String address = "ipv" + family + "_addr";
      String ranges = "type " + address + "; flags interval; ";
      String addresses = "type " + address + "; ";
      String locators = "type " + address + " . inet_service; ";
      sets.put("covered" + family, ranges);
      sets.put("blocked" + family, addresses);
      sets.put("blocked_locators" + family, locators);
      sets.put("locators" + family, locators);
      sets.put("agent_callers" + family, addresses);
      sets.put("agent_locators" + family, locators);
      sets.put("here" + family, addresses);
      sets.put("same_host" + family, "type %1$s . %1$s; ".formatted(address));
      sets.put("own" + family, "type %1$s . %1$s . inet_service; ".formatted(address));
      sets.put("same_party" + family, "type uid . " + address + " . inet_service; ");
      String timed = " . " + address + " . inet_service; flags timeout; ";
      sets.put("tasks" + family, "type " + address + timed);
      sets.put("uid_tasks" + family, "type uid" + timed);
      String flow = "type %1$s . %1$s . inet_proto . inet_service; ".formatted(address);
      sets.put("opened" + family, flow + FLOW_FLAGS + "size 16384; counter; ");
      sets.put("denied" + family, flow + FLOW_FLAGS + "size 4096; counter; ");
      for (NetworkSegment segment : plan.segments()) {
        sets.put(SetElements.ofSegment(segment.name(), "from") + family, ranges);
        sets.put(SetElements.ofSegment(segment.name(), "nets") + family, ranges);
        sets.put(SetElements.ofSegment(segment.name(), "ports") + family, locators);
      }
    }
    List.of("uids", "blocked_uids", "agent_uids", "member_uids")
        .forEach(name -> sets.put(name, "type uid; "));
    plan.segments()
        .forEach(each -> sets.put(SetElements.ofSegment(each.name(), "uids"), "type uid; "));
    return sets;
  }

  /** The chains; they change with the plan only, and with whether this host's packets count. */
  List<String> structure() {
    List<String> lines = new ArrayList<>();
    stray(lines);
    for (String family : FAMILIES) {
      lines.addAll(RuleText.chains(plan, family, world.filtersOwnPackets()));
    }
    byFamily(lines, "");
    base(lines, "forward", List.of(STRAY, "goto check"));
    if (world.filtersOwnPackets()) {
      byFamily(lines, "uid_");
      byFamily(lines, "host_");
      byFamily(lines, "reply_");
      base(
          lines,
          "input",
          List.of(
              "iifname \"lo\" accept",
              NEIGHBOURS,
              STRAY,
              "ct direction reply goto reply_check",
              "goto check"));
      base(
          lines,
          "output",
          List.of(
              NEIGHBOURS,
              STRAY,
              "ct direction reply goto reply_check",
              "meta skuid @uids goto uid_check",
              "goto host_check"));
    }
    return lines;
  }

  /** Packets of no flow that the kernel knows; they can only be judged by their addresses. */
  private void stray(List<String> lines) {
    lines.add("chain stray {");
    for (String ip : List.of("ip", "ip6")) {
      String family = ip.equals("ip") ? "4" : "6";
      for (String end : List.of("saddr", "daddr")) {
        for (String set : List.of("covered", "blocked")) {
          lines.add(
              "  %s %s @%s%s counter drop comment \"no flow\"".formatted(ip, end, set, family));
        }
      }
    }
    lines.add(
        plan.outside() == OutsideFlows.DROP ? "  counter drop comment \"no flow\"" : "  accept");
    lines.add("}");
  }

  private static void byFamily(List<String> lines, String prefix) {
    lines.add("chain " + prefix + "check {");
    lines.add("  meta nfproto ipv4 goto " + prefix + "check4");
    lines.add("  meta nfproto ipv6 goto " + prefix + "check6");
    lines.add("}");
  }

  private static void base(List<String> lines, String hook, List<String> rules) {
    lines.add("chain " + hook + " {");
    lines.add("  type filter hook " + hook + " priority filter; policy accept;");
    rules.forEach(rule -> lines.add("  " + rule));
    lines.add("}");
  }
}
