package org.bailiwick.packetfilter.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bailiwick.packetfilter.firewall.FirewallPlan.Listener;
import org.bailiwick.packetfilter.firewall.FirewallPlan.Management;
import org.bailiwick.packetfilter.firewall.FirewallPlan.Mode;
import org.bailiwick.packetfilter.firewall.FirewallPlan.NetworkPorts;

/**
 * Makes the table of a plan. Every rule that lets something through is one of {@code accept}; what
 * no rule names is dropped and noted. Limits are written as what is still permitted, not as what is
 * too much: a set of nft that is full matches nothing, so it closes.
 */
public final class FirewallCompiler {
  /** Sources and destinations that are remembered as refused. */
  static final int MOST_REFUSED = 16_384;

  /** IPv6 hosts choose among 2^64 addresses, so what counts is their /64 prefix. */
  private static final String IPV6_SOURCE = "ip6 saddr & ffff:ffff:ffff:ffff::";

  private final FirewallPlan plan;
  private final FilterText text = new FilterText();

  private FirewallCompiler(FirewallPlan plan) {
    this.plan = plan;
  }

  /**
   * The rule set of a plan.
   *
   * @param partners the partners whose descriptions are in force; another one's packets are
   *     refused, whatever the plan says
   * @param destinations what the node may call
   */
  public static FirewallRules compile(
      FirewallPlan plan, Set<String> partners, List<FirewallDestination> destinations) {
    FirewallCompiler compiler = new FirewallCompiler(plan);
    compiler.write(partners);
    return new FirewallRules(compiler.text.toString(), destinations);
  }

  private void write(Set<String> partners) {
    List<PermittedSource> sources =
        plan.sources().stream()
            .filter(each -> !each.isPartner() || partners.contains(each.name()))
            .toList();
    plan.sources().stream()
        .filter(each -> !sources.contains(each))
        .forEach(
            each -> text.declare("# " + each.title() + ": not in force, so nobody may connect"));
    counters(sources);
    sets(sources);
    for (int at = 0; at < sources.size(); at++) {
      source(at, sources.get(at));
    }
    refusals();
    inward();
    outward();
    plan.management().ifPresent(ignored -> management());
    hooks();
  }

  private void counters(List<PermittedSource> sources) {
    for (int at = 0; at < sources.size(); at++) {
      for (String what : List.of("", "_new", "_rate", "_count")) {
        text.declare("counter from_" + at + what + " { }");
      }
    }
    for (String each :
        List.of("invalid", "unknown", "port", "answers", "names", "unopened", "outward")) {
      text.declare("counter " + each + " { }");
    }
  }

  private void sets(List<PermittedSource> sources) {
    text.addresses("listen", plan.listen().addresses());
    text.addresses("resolvers", plan.outward().resolvers());
    for (String family : List.of("4", "6")) {
      String type = FilterText.type(family);
      map(family, sources);
      text.declare(
          "set outward%s { type %s . inet_service; size %d; flags timeout; counter; }"
              .formatted(family, type, FirewallRules.MOST_ADDRESSES));
      networks(family);
      for (String reason : List.of("unknown", "port", "limited", "unopened", "refused")) {
        text.noted(reason + family, type + " . inet_proto . inet_service", MOST_REFUSED);
      }
      for (int at = 0; at < sources.size(); at++) {
        setsOf("from_" + at, family, sources.get(at));
      }
    }
  }

  private void setsOf(String name, String family, PermittedSource source) {
    int size = source.capacity(family.equals("6"));
    if (size > 0) {
      String type = FilterText.type(family);
      text.noted(name + "_seen" + family, type, size);
      text.declare(
          "set %s_rate%s { type %s; size %d; flags dynamic,timeout; timeout 1m; }"
              .formatted(name, family, type, size));
      text.declare(
          "set %s_count%s { type %s; size %d; flags dynamic; }"
              .formatted(name, family, type, size));
    }
  }

  private void map(String family, List<PermittedSource> sources) {
    List<SourceRanges.Range> ranges =
        SourceRanges.of(sources).stream()
            .filter(each -> each.isIpv6() == family.equals("6"))
            .toList();
    String elements =
        ranges.stream()
            .map(each -> "\t\t" + each.element() + " : goto from_" + each.source())
            .collect(Collectors.joining(",\n", "elements = {\n", "\n\t} "));
    text.declare(
        "map from%s { type %s : verdict; flags interval; %s}"
            .formatted(family, FilterText.type(family), ranges.isEmpty() ? "" : elements));
  }

  private void networks(String family) {
    List<String> elements = new ArrayList<>();
    for (NetworkPorts each : plan.outward().networks()) {
      for (IpNetwork network : each.to()) {
        if (network.isIpv6() == family.equals("6")) {
          each.ports().forEach(port -> elements.add(network + " . " + port));
        }
      }
    }
    String type = FilterText.type(family) + " . inet_service";
    text.set("networks" + family, type, "flags interval; ", elements);
  }

  /** The steps that a new connection of a source passes: its rate, the network's, and numbers. */
  private void source(int at, PermittedSource source) {
    ConnectionLimits limits = source.limits();
    String chain = "from_" + at;
    text.begin(chain, source.title());
    text.line("counter name " + chain);
    text.line("ct state established accept");
    perSource(source, "update @" + chain + "_rate", rate(limits.newPerSecond()), chain + "_rated");
    tooMuch(chain + "_rate");
    text.begin(chain + "_rated", "");
    text.line(rate(limits.networkNewPerSecond()) + " goto " + chain + "_counted");
    tooMuch(chain + "_rate");
    text.begin(chain + "_counted", "");
    perSource(source, "add @" + chain + "_count", "ct count " + limits.atOnce(), chain + "_all");
    tooMuch(chain + "_count");
    text.begin(chain + "_all", "");
    text.line("ct count " + limits.networkAtOnce() + " goto " + chain + "_new");
    tooMuch(chain + "_count");
    text.begin(chain + "_new", "");
    text.line("counter name " + chain + "_new");
    perSource(source, "update @" + chain + "_seen", "", "");
    text.line("accept");
    text.end();
  }

  private static String rate(int perSecond) {
    return "limit rate %d/second burst %d packets".formatted(perSecond, 2 * perSecond);
  }

  /** For the families of the source: notes it in a set, and goes on if the limit permits. */
  private void perSource(PermittedSource source, String use, String limit, String next) {
    String then =
        (limit.isEmpty() ? "" : " " + limit) + (next.isEmpty() ? " }" : " } goto " + next);
    if (source.capacity(false) > 0) {
      text.line(use + "4 { ip saddr" + then);
    }
    if (source.capacity(true) > 0) {
      text.line(use + "6 { " + IPV6_SOURCE + then);
    }
  }

  private void tooMuch(String counter) {
    text.line("counter name " + counter);
    text.line("goto limited");
    text.end();
  }

  private void refusals() {
    text.begin("limited", "");
    refuse("limited", "ip saddr", IPV6_SOURCE, "drop");
    for (String reason : List.of("unknown", "port")) {
      text.begin(reason, "");
      text.line("counter name " + reason);
      refuse(reason, "ip saddr", IPV6_SOURCE, "drop");
    }
    // The kernel follows connections only from the first load on. Of an older one it may see the
    // node's packet first, and would take the node for the caller; a reset has both open it anew.
    text.begin("unopened", "from the node, of a connection whose opening was not seen");
    text.line("counter name unopened");
    refuse("unopened", "ip daddr", "ip6 daddr", "reject with tcp reset");
  }

  private void refuse(String set, String ipv4, String ipv6, String verdict) {
    text.note(set, ipv4, ipv6);
    text.line(verdict);
    text.end();
  }

  private void inward() {
    Listener listen = plan.listen();
    text.begin("inward", "to the node");
    text.line("ct state invalid counter name invalid drop");
    text.line(
        "ct direction reply ct state established,related accept # answers to what the node called");
    text.line("meta l4proto { icmp, ipv6-icmp } ct state related accept # such as packet too big");
    text.line("tcp dport != " + FilterText.ports(listen.ports()) + " goto port");
    text.line("meta l4proto != tcp goto port");
    text.line("ip saddr vmap @from4");
    text.line("ip6 saddr vmap @from6");
    text.line("goto unknown");
    text.end();
  }

  private void outward() {
    text.begin("outward", "from the node");
    text.line("ct state invalid counter name invalid drop # such as the end of what was reset");
    text.line("ct direction reply ct state established,related counter name answers accept");
    text.line("meta l4proto { icmp, ipv6-icmp } ct state related accept");
    for (String each : List.of("ip daddr @resolvers4", "ip6 daddr @resolvers6")) {
      text.line(each + " meta l4proto { tcp, udp } th dport 53 counter name names accept");
    }
    for (String set : List.of("outward", "networks")) {
      text.line("ip daddr . tcp dport @" + set + "4 accept");
      text.line("ip6 daddr . tcp dport @" + set + "6 accept");
    }
    text.line("ct state new tcp flags & (fin | syn | rst | ack) != syn goto unopened");
    text.line("counter name outward");
    refuse("refused", "ip daddr", "ip6 daddr", "reject with icmpx admin-prohibited");
  }

  /** What else of this machine is reached, and by whom. */
  private void management() {
    Management management = plan.management().orElseThrow();
    text.begin("machine", "to this machine");
    text.line("ct state established,related accept");
    text.line(
        "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit,"
            + " nd-router-advert, mld-listener-query } accept");
    text.line("icmp type echo-request limit rate 10/second accept");
    text.line("icmpv6 type echo-request limit rate 10/second accept");
    text.line("udp sport 67 udp dport 68 accept # DHCP");
    text.line("ip6 saddr fe80::/10 udp dport 546 accept # DHCPv6");
    String ports = " tcp dport " + FilterText.ports(management.ports()) + " accept";
    for (IpNetwork each : management.from()) {
      text.line((each.isIpv6() ? "ip6 saddr " : "ip saddr ") + each + ports);
    }
    text.line("goto unknown");
    text.end();
  }

  private void hooks() {
    boolean router = plan.mode() == Mode.ROUTER;
    if (!router || plan.management().isPresent()) {
      text.hook("input", "input");
      text.line("iif lo accept");
      if (!router) {
        guarded();
      }
      plan.management().ifPresent(ignored -> text.line("goto machine"));
      text.end();
    }
    if (router) {
      text.hook("forward", "forward");
      text.line("ip daddr @listen4 goto inward");
      text.line("ip6 daddr @listen6 goto inward");
      text.line("ip saddr @listen4 goto outward");
      text.line("ip6 saddr @listen6 goto outward");
    } else {
      text.hook("output", "output");
      text.line("oif lo accept");
      text.line("meta skuid \"" + plan.account() + "\" goto outward");
    }
    text.end();
  }

  private void guarded() {
    Listener listen = plan.listen();
    Set<Integer> ports = new TreeSet<>(listen.ports());
    ports.addAll(listen.closedPorts());
    String guarded =
        "meta l4proto { tcp, udp } th dport " + FilterText.ports(ports) + " goto inward";
    if (listen.isEverywhere()) {
      text.line(guarded);
    } else {
      text.line("ip daddr @listen4 " + guarded);
      text.line("ip6 daddr @listen6 " + guarded);
    }
  }
}
