package org.bailiwick.packetfilter.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bailiwick.policy.segment.AllowedFlow;
import org.bailiwick.policy.segment.FlowProtocol;
import org.bailiwick.policy.segment.NetworkSegment;
import org.bailiwick.policy.segment.OutsideFlows;
import org.bailiwick.policy.segment.PortRange;
import org.bailiwick.policy.segment.SegmentPlan;

/**
 * The chains for packets of one family of addresses.
 *
 * <p>A packet is judged by the flow that it belongs to, in both directions: {@code ct original …
 * saddr} is the caller before any translation of addresses, and {@code ct reply … saddr} with
 * {@code ct reply proto-src} the callee behind it. So no packet passes because an earlier one has
 * passed.
 */
final class RuleText {

  /** By what the sender of a packet is known, and how its chains' names begin. */
  private enum Sender {
    /** By the address, which is the only thing that packets from elsewhere have. */
    ADDRESS(""),
    /** A party of this host, by the uid of its processes. */
    UID("uid_"),
    /** A process of this host that is no party's. */
    HOST("host_");

    private final String prefix;

    Sender(String prefix) {
      this.prefix = prefix;
    }
  }

  private static final String TCP = "ct original protocol tcp ";
  private static final String OUTSIDE = "outside segments";
  private static final String TO_DENY = "goto deny";

  private final SegmentPlan plan;
  private final String family;
  private final String caller;
  private final String callee;
  private final String calleePort;
  private final List<String> lines = new ArrayList<>();

  private RuleText(SegmentPlan plan, String family) {
    this.plan = plan;
    this.family = family;
    String ip = family.equals("4") ? "ip" : "ip6";
    this.caller = "ct original " + ip + " saddr";
    this.callee = "ct reply " + ip + " saddr";
    this.calleePort = callee + " . ct reply proto-src";
  }

  /**
   * The chains for {@code 4} or {@code 6}; those for packets of this host's processes on demand.
   */
  static List<String> chains(SegmentPlan plan, String family, boolean ownPackets) {
    RuleText text = new RuleText(plan, family);
    text.ends();
    text.sender(Sender.ADDRESS);
    if (ownPackets) {
      text.sender(Sender.UID);
      text.sender(Sender.HOST);
      text.replies();
    }
    return text.lines;
  }

  private void ends() {
    String key =
        "{ %s . %s . ct original protocol . ct reply proto-src }".formatted(caller, callee);
    chain("permit", List.of("ct state new update @opened%s %s".formatted(family, key), "accept"));
    chain("deny", List.of("update @denied%s %s".formatted(family, key), "drop"));
    if (plan.tasks()) {
      needTask("", caller + " . " + calleePort + " @tasks" + family);
    }
  }

  private void needTask(String prefix, String live) {
    chain(prefix + "need_task", List.of(live + " return", deny("no task needs it")));
  }

  private void sender(Sender sender) {
    between(sender);
    List<String> rules = new ArrayList<>();
    switch (sender) {
      case ADDRESS -> {
        rules.add(caller + " @blocked" + family + " " + deny("closed caller"));
        rules.add(blockedCallee());
        rules.add(ownCallee());
        task(rules, caller + " @agent_callers" + family, "");
        rules.addAll(members(sender, "between"));
      }
      case UID -> uid(rules);
      case HOST -> {
        rules.add(blockedCallee());
        rules.add("goto host_process" + family);
        chain("host_members", members(sender, "host_between"));
      }
    }
    chain(sender.prefix + "check", rules);
  }

  private void uid(List<String> rules) {
    rules.add("meta skuid @blocked_uids " + deny("closed caller"));
    rules.add(blockedCallee());
    rules.add(TCP + "meta skuid . " + calleePort + " @same_party" + family + " accept");
    if (plan.tasks()) {
      needTask("uid_", "meta skuid . " + calleePort + " @uid_tasks" + family);
      task(rules, "meta skuid @agent_uids", "uid_");
    }
    rules.addAll(members(Sender.UID, "uid_between"));
  }

  /**
   * Answers to calls of this host. Who called is not known of them, so they pass if any party of
   * this host may call, or the host itself; what a process sends is checked by its uid.
   */
  private void replies() {
    chain(
        "host_process",
        List.of(
            TCP + calleePort + " @locators" + family + " goto host_members" + family,
            caller + " . " + callee + " @same_host" + family + " accept",
            "goto host_members" + family));
    chain("reply_between", crossings(Sender.ADDRESS));
    List<String> here = new ArrayList<>();
    if (plan.tasks()) {
      here.add(
          "%s @agent_callers%s %s%s @agent_locators%s %s . %s != @tasks%s goto host_process%s"
              .formatted(
                  caller, family, TCP, calleePort, family, caller, calleePort, family, family));
    }
    here.add(callee + " @covered" + family + " jump reply_between" + family);
    if (plan.outside() != OutsideFlows.DROP) {
      here.add(callee + " != @covered" + family + " accept");
    }
    here.add("goto host_process" + family);
    chain("reply_here", here);
    chain(
        "reply_check",
        List.of(
            blockedCallee(),
            ownCallee(),
            caller + " @here" + family + " goto reply_here" + family,
            "goto check" + family));
  }

  /** A party may call itself at another of its addresses. */
  private String ownCallee() {
    return TCP + caller + " . " + calleePort + " @own" + family + " accept";
  }

  private String blockedCallee() {
    return TCP + calleePort + " @blocked_locators" + family + " " + deny("closed callee");
  }

  private void task(List<String> rules, String agent, String prefix) {
    if (plan.tasks()) {
      rules.add(
          "%s %s%s @agent_locators%s jump %sneed_task%s"
              .formatted(agent, TCP, calleePort, family, prefix, family));
    }
  }

  private List<String> members(Sender sender, String between) {
    String member =
        sender == Sender.UID ? "meta skuid @member_uids" : caller + " @covered" + family;
    List<String> rules = new ArrayList<>();
    rules.add("%s %s @covered%s goto %s%s".formatted(member, callee, family, between, family));
    if (plan.outside() == OutsideFlows.DENY) {
      rules.add(member + " " + deny(OUTSIDE));
      rules.add(callee + " @covered" + family + " " + deny(OUTSIDE));
    }
    rules.add(
        plan.outside() == OutsideFlows.DROP
            ? deny(OUTSIDE)
            : "counter accept comment \"" + OUTSIDE + "\"");
    return rules;
  }

  private void between(Sender sender) {
    List<String> rules = crossings(sender);
    rules.add(deny("between segments"));
    chain(sender.prefix + "between", rules);
  }

  private List<String> crossings(Sender sender) {
    List<String> rules = new ArrayList<>();
    for (NetworkSegment segment : plan.segments()) {
      if (segment.open()) {
        String name = segment.name();
        permits(rules, sender, new Crossing(name, name, "", "", "within " + name));
      }
    }
    for (int i = 0; i < plan.allowed().size(); i++) {
      AllowedFlow flow = plan.allowed().get(i);
      permits(
          rules,
          sender,
          new Crossing(
              flow.from(),
              flow.to(),
              "ct original protocol " + protocol(flow.protocol()) + " ",
              ports(flow),
              "allow %d %s %s".formatted(i, flow.from(), flow.to())));
    }
    return rules;
  }

  private record Crossing(String from, String to, String protocol, String ports, String comment) {}

  /** To the addresses of subnets at any port, and to parties at the ports of their locators. */
  private void permits(List<String> rules, Sender sender, Crossing crossing) {
    String from = sender(sender, crossing.from());
    String end =
        " %scounter goto permit%s comment \"%s\""
            .formatted(crossing.ports(), family, crossing.comment());
    rules.add(
        "%s %s%s @%s%s%s"
            .formatted(
                from,
                crossing.protocol(),
                callee,
                SetElements.ofSegment(crossing.to(), "nets"),
                family,
                end));
    if (crossing.protocol().isEmpty() || crossing.protocol().equals(TCP)) {
      rules.add(
          "%s %s%s @%s%s%s"
              .formatted(
                  from,
                  TCP,
                  calleePort,
                  SetElements.ofSegment(crossing.to(), "ports"),
                  family,
                  end));
    }
  }

  private String sender(Sender sender, String segment) {
    return switch (sender) {
      case ADDRESS -> caller + " @" + SetElements.ofSegment(segment, "from") + family;
      case UID -> "meta skuid @" + SetElements.ofSegment(segment, "uids");
      case HOST -> caller + " @" + SetElements.ofSegment(segment, "nets") + family;
    };
  }

  private String protocol(FlowProtocol protocol) {
    return protocol == FlowProtocol.ICMP && family.equals("6") ? "ipv6-icmp" : protocol.text();
  }

  private static String ports(AllowedFlow flow) {
    return flow.ports().isEmpty()
        ? ""
        : flow.ports().stream()
            .map(PortRange::toString)
            .collect(Collectors.joining(", ", "ct reply proto-src { ", " } "));
  }

  private String deny(String comment) {
    return "counter " + TO_DENY + family + " comment \"" + comment + "\"";
  }

  private void chain(String name, List<String> rules) {
    lines.add("chain " + name + family + " {");
    rules.forEach(rule -> lines.add("  " + rule));
    lines.add("}");
  }
}
