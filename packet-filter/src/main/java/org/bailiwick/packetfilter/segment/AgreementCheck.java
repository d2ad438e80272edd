package org.bailiwick.packetfilter.segment;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.bailiwick.packetfilter.listing.FilterPacket;
import org.bailiwick.packetfilter.listing.FilterPacket.Place;
import org.bailiwick.packetfilter.listing.FilterVerdict;
import org.bailiwick.packetfilter.listing.ListedTable;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.segment.FlowProtocol;
import org.bailiwick.policy.segment.PortRange;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;

/**
 * Compares what the packet filter does with what the policies decide, for every pair of parties and
 * hosts of a world, with TCP, UDP and ICMP, at every port at which something could change: the ends
 * of the plan's ranges and their neighbours, the ports of locators, and one that nobody names.
 */
public final class AgreementCheck {
  private static final int NOBODYS_PORT = 61_001;

  /**
   * What a check has found.
   *
   * @param flows how many were compared
   * @param permitted how many of them policies permit
   * @param disagreements the first of those that were found
   */
  public record Result(long flows, long permitted, List<Disagreement> disagreements) {}

  private record Sender(InetAddress address, OptionalInt uid) {}

  private final SegmentPlan plan;
  private final SegmentWorld world;
  private final ConnectQuestions questions;
  private final DecisionPort decisions;
  private final List<Disagreement> found = new ArrayList<>();
  private long flows;
  private long permitted;

  /**
   * @param decisions has the plan's policies
   * @param tasks the task that needs flows from the first to the second of two SPIFFE ids
   */
  public AgreementCheck(
      SegmentPlan plan,
      SegmentWorld world,
      DecisionPort decisions,
      BiFunction<String, String, Optional<String>> tasks) {
    this.plan = plan;
    this.world = world;
    this.questions = new ConnectQuestions(plan, world, tasks);
    this.decisions = decisions;
  }

  /**
   * Compares every flow.
   *
   * @param table as the kernel lists it
   * @param most disagreements after which it stops
   */
  public Result compare(ListedTable table, int most) {
    found.clear();
    flows = 0;
    permitted = 0;
    List<InetAddress> callees = addresses();
    for (Sender sender : senders()) {
      for (InetAddress callee : callees) {
        if (found.size() < most && crosses(sender.address(), callee)) {
          pair(table, sender, callee);
        }
      }
    }
    return new Result(flows, permitted, found.stream().limit(most).toList());
  }

  /** Packets from an address to itself do not pass a router. */
  private boolean crosses(InetAddress caller, InetAddress callee) {
    return caller instanceof Inet6Address == callee instanceof Inet6Address
        && (!caller.equals(callee) || world.here().contains(caller))
        && (world.here().contains(caller)
            || world.here().contains(callee)
            || !(caller.isLoopbackAddress() || callee.isLoopbackAddress()));
  }

  private void pair(ListedTable table, Sender sender, InetAddress callee) {
    for (int port : ports(callee)) {
      compare(table, flow(sender, callee, FlowProtocol.TCP, port));
      compare(table, flow(sender, callee, FlowProtocol.UDP, port));
    }
    compare(table, flow(sender, callee, FlowProtocol.ICMP, 0));
  }

  private static NetworkFlow flow(
      Sender sender, InetAddress callee, FlowProtocol protocol, int port) {
    return new NetworkFlow(sender.address(), sender.uid(), callee, protocol, port);
  }

  private void compare(ListedTable table, NetworkFlow flow) {
    AccessRequest question = questions.of(flow);
    Decision decision = decisions.decide(question);
    boolean permits = decision instanceof Decision.Permit;
    flows++;
    permitted += permits ? 1 : 0;
    for (FilterPacket packet : packets(flow)) {
      FilterVerdict verdict = table.judge(packet);
      // Nobody is known to have sent an answer to a call of this host, so one may come in too many.
      boolean looser = packet.place() == Place.REPLY && world.filtersOwnPackets();
      if (verdict.accepted() != permits && !(looser && verdict.accepted())) {
        found.add(new Disagreement(packet, verdict, question, decision));
        return;
      }
    }
  }

  /** The packets of a flow at the hooks that they pass. */
  private List<FilterPacket> packets(NetworkFlow flow) {
    boolean out = world.here().contains(flow.caller());
    boolean in = world.here().contains(flow.callee());
    String hook = out ? "output" : in ? "input" : "forward";
    String back = out && in ? "output" : out ? "input" : in ? "output" : "forward";
    FilterPacket first =
        new FilterPacket(
            hook,
            flow.caller(),
            flow.callee(),
            protocol(flow),
            flow.port(),
            flow.uid(),
            Place.FIRST);
    return List.of(first, first.at(hook, Place.LATER), first.at(back, Place.REPLY));
  }

  private static String protocol(NetworkFlow flow) {
    return flow.protocol() == FlowProtocol.ICMP && flow.callee() instanceof Inet6Address
        ? "ipv6-icmp"
        : flow.protocol().text();
  }

  private List<InetAddress> addresses() {
    return Stream.of(
            world.parties().stream().flatMap(party -> party.addresses().stream()),
            world.hosts().stream(),
            world.here().stream())
        .flatMap(each -> each)
        .distinct()
        .sorted((one, other) -> one.getHostAddress().compareTo(other.getHostAddress()))
        .toList();
  }

  private List<Sender> senders() {
    List<Sender> senders = new ArrayList<>();
    for (InetAddress address : addresses()) {
      if (world.here().contains(address)) {
        world
            .parties()
            .forEach(party -> party.uid().ifPresent(uid -> senders.add(sender(address, uid))));
        senders.add(sender(address, Integer.MAX_VALUE - 1));
      } else {
        senders.add(new Sender(address, OptionalInt.empty()));
      }
    }
    return senders;
  }

  private static Sender sender(InetAddress address, int uid) {
    return new Sender(address, OptionalInt.of(uid));
  }

  private Set<Integer> ports(InetAddress callee) {
    Set<Integer> ports = new LinkedHashSet<>();
    for (PortRange range :
        plan.allowed().stream().flatMap(flow -> flow.ports().stream()).toList()) {
      ports.addAll(List.of(range.first(), range.last()));
      ports.add(Math.max(1, range.first() - 1));
      ports.add(Math.min(65_535, range.last() + 1));
    }
    world.parties().stream()
        .filter(party -> party.addresses().contains(callee))
        .map(SegmentParty::port)
        .forEach(port -> port.ifPresent(ports::add));
    ports.add(NOBODYS_PORT);
    return ports;
  }
}
