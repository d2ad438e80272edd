package org.bailiwick.command.firewall;

import jakarta.json.JsonObject;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bailiwick.command.firewall.Wanted.Word;
import org.bailiwick.command.home.OperatorClient;
import org.bailiwick.command.lists.ListedPages;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.packetfilter.firewall.FirewallCompiler;
import org.bailiwick.packetfilter.firewall.FirewallDestination;
import org.bailiwick.packetfilter.firewall.FirewallPlan;
import org.bailiwick.packetfilter.firewall.FirewallRules;
import org.bailiwick.packetfilter.firewall.HostPort;
import org.bailiwick.packetfilter.firewall.PermittedSource;

/**
 * The rule set that the files of a home give now.
 *
 * @param sources how many partners and networks may connect
 * @param warnings sentences about what is closed although an operator may have meant it open
 */
record Assembly(FirewallRules rules, int sources, List<String> warnings) {
  private static final int MOST_AGENTS = 65_535;

  /**
   * Reads the files, asks the registry for agents if the plan says so, and looks up names.
   *
   * @param registry opens the connection to the registry
   * @throws IllegalStateException if the plan or the partners cannot be read
   */
  static Assembly of(FirewallHome home, Supplier<OperatorClient> registry) {
    FirewallPlan plan = home.plan();
    List<String> warnings = new ArrayList<>();
    PartnerDirectory directory = home.partners();
    List<Partner> partners = directory.partners();
    Set<String> names =
        partners.stream().map(each -> each.domain().name()).collect(Collectors.toSet());
    partners(plan, directory, names, warnings);
    List<Wanted> wanted =
        new ArrayList<>(WantedDestinations.of(home, plan, partners, warnings::add));
    if (plan.outward().agents()) {
      wanted.addAll(agents(registry, warnings));
    }
    List<FirewallDestination> destinations =
        new Lookup(InetAddress::getAllByName, plan.outward(), warnings::add).addresses(wanted);
    long sources =
        plan.sources().stream()
            .filter(each -> !each.isPartner() || names.contains(each.name()))
            .count();
    return new Assembly(
        FirewallCompiler.compile(plan, names, destinations), (int) sources, List.copyOf(warnings));
  }

  private static void partners(
      FirewallPlan plan, PartnerDirectory directory, Set<String> names, List<String> warnings) {
    Set<String> placed =
        plan.sources().stream()
            .filter(PermittedSource::isPartner)
            .map(PermittedSource::name)
            .collect(Collectors.toSet());
    directory
        .faults()
        .forEach(
            (name, fault) ->
                warnings.add("partner " + name + " is faulty, so it may not connect: " + fault));
    names.stream()
        .filter(each -> !placed.contains(each))
        .sorted()
        .forEach(
            each ->
                warnings.add(
                    "partner " + each + " has no networks in the plan, so it may not connect"));
    placed.stream()
        .filter(each -> !names.contains(each) && !directory.faults().containsKey(each))
        .sorted()
        .forEach(each -> warnings.add(each + " is no partner, so it may not connect"));
  }

  private static List<Wanted> agents(Supplier<OperatorClient> registry, List<String> warnings) {
    Map<HostPort, Wanted> agents = new TreeMap<>(Comparator.comparing(HostPort::toString));
    try {
      ListedPages.Read read =
          new ListedPages(registry.get(), "agents").with("state", "listed").read(MOST_AGENTS);
      if (read.more()) {
        warnings.add(
            "more than " + MOST_AGENTS + " agents are listed; give their networks instead");
      }
      for (JsonObject each : read.entries()) {
        locator(each).ifPresent(name -> agents.putIfAbsent(name, agent(name, each)));
      }
    } catch (IllegalStateException | ProblemException e) {
      warnings.add(
          "the registry has not told its agents, which may be called until their time is over: "
              + e.getMessage());
    }
    return List.copyOf(agents.values());
  }

  private static Optional<HostPort> locator(JsonObject agent) {
    try {
      return WantedDestinations.find(URI.create(agent.getString("locator", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Wanted agent(HostPort name, JsonObject agent) {
    return new Wanted(
        name,
        "agent " + agent.getString("agent", "").replaceAll("[^\\x21-\\x7e]", "?"),
        Word.AGENT);
  }

  /** Addresses that the node may call. */
  int addresses() {
    return rules.destinations().stream().mapToInt(each -> each.addresses().size()).sum();
  }

  Map<String, Object> counts() {
    return Map.of(
        "digest",
        rules.digest(),
        "sources",
        sources,
        "destinations",
        rules.destinations().size(),
        "addresses",
        addresses());
  }
}
