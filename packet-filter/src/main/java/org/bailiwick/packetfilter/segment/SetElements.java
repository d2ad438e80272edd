package org.bailiwick.packetfilter.segment;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.bailiwick.policy.segment.NetworkSegment;
import org.bailiwick.policy.segment.SegmentMember;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;
import org.bailiwick.policy.segment.Subnet;

/**
 * The elements that the sets of the rules have for a plan and a world, by the names of the sets.
 */
final class SetElements {
  private final SegmentPlan plan;
  private final SegmentWorld world;
  private final PartyIndex index;
  private final SortedMap<String, Set<String>> sets = new TreeMap<>();

  private SetElements(SegmentPlan plan, SegmentWorld world, PartyIndex index) {
    this.plan = plan;
    this.world = world;
    this.index = index;
  }

  static SortedMap<String, Set<String>> of(SegmentPlan plan, SegmentWorld world, PartyIndex index) {
    SetElements elements = new SetElements(plan, world, index);
    elements.subnets();
    world.parties().forEach(elements::party);
    world.here().forEach(elements::here);
    return elements.sets;
  }

  /** The names of the sets of one family end in 4 or 6. */
  static String family(InetAddress address) {
    return address instanceof Inet6Address ? "6" : "4";
  }

  private void subnets() {
    SortedMap<String, Set<String>> covered = new TreeMap<>();
    NetworkSegment all = new NetworkSegment("all", allMembers(), false, false);
    all.subnets().forEach(subnet -> add(covered, "covered", subnet));
    sets.putAll(covered);
    for (NetworkSegment segment : plan.segments()) {
      for (Subnet subnet : segment.subnets()) {
        add(sets, ofSegment(segment.name(), "nets"), subnet);
        add(sets, ofSegment(segment.name(), "from"), subnet);
      }
    }
  }

  private List<SegmentMember> allMembers() {
    return plan.segments().stream().flatMap(segment -> segment.members().stream()).toList();
  }

  private static void add(Map<String, Set<String>> to, String set, Subnet subnet) {
    boolean whole = Subnet.of(subnet.address()).length() == subnet.length();
    put(
        to,
        set + family(subnet.address()),
        whole ? subnet.address().getHostAddress() : subnet.toString());
  }

  private void party(SegmentParty party) {
    boolean open = index.isOpen(party);
    if (party.uid().isPresent()) {
      uid(party, open);
    }
    for (InetAddress address : party.addresses()) {
      String text = address.getHostAddress();
      String family = family(address);
      if (!open && !world.here().contains(address)) {
        put(sets, "blocked" + family, text);
      }
      if (!index.segments(party).isEmpty() && index.segments(address).isEmpty()) {
        put(sets, "covered" + family, text);
      }
      party.port().ifPresent(port -> callee(party, family, text + " . " + port));
    }
    callers(party, world).forEach(address -> caller(party, address));
  }

  /**
   * The addresses from which a party calls; processes of this host can use all of its addresses.
   */
  static Set<InetAddress> callers(SegmentParty party, SegmentWorld world) {
    Set<InetAddress> addresses = new HashSet<>(party.addresses());
    if (party.uid().isPresent()) {
      addresses.addAll(world.here());
    }
    return addresses;
  }

  private void caller(SegmentParty party, InetAddress address) {
    String text = address.getHostAddress();
    if (party.isAgent()) {
      put(sets, "agent_callers" + family(address), text);
    }
    SortedSet<String> bySubnet = index.segments(address);
    for (String segment : index.segments(party)) {
      if (!bySubnet.contains(segment)) {
        put(sets, ofSegment(segment, "from") + family(address), text);
      }
    }
  }

  /** The name of a set of a segment, without its family. */
  static String ofSegment(String segment, String set) {
    return "seg-" + segment + "_" + set;
  }

  private void callee(SegmentParty party, String family, String locator) {
    put(sets, "locators" + family, locator);
    if (party.isAgent()) {
      put(sets, "agent_locators" + family, locator);
    }
    if (!index.isOpen(party)) {
      put(sets, "blocked_locators" + family, locator);
    }
    index
        .segments(party)
        .forEach(segment -> put(sets, ofSegment(segment, "ports") + family, locator));
    party.uid().ifPresent(uid -> put(sets, "same_party" + family, uid + " . " + locator));
    for (InetAddress own : callers(party, world)) {
      boolean other = !locator.startsWith(own.getHostAddress() + " ");
      if (family(own).equals(family) && (other || party.uid().isPresent())) {
        put(sets, "own" + family, own.getHostAddress() + " . " + locator);
      }
    }
  }

  private void uid(SegmentParty party, boolean open) {
    String uid = Integer.toString(party.uid().orElseThrow());
    put(sets, "uids", uid);
    if (!open) {
      put(sets, "blocked_uids", uid);
    }
    if (party.isAgent()) {
      put(sets, "agent_uids", uid);
    }
    if (!index.segments(party).isEmpty()) {
      put(sets, "member_uids", uid);
    }
    index.segments(party).forEach(segment -> put(sets, ofSegment(segment, "uids"), uid));
  }

  private void here(InetAddress address) {
    String text = address.getHostAddress();
    put(sets, "here" + family(address), text);
    put(sets, "same_host" + family(address), text + " . " + text);
  }

  private static void put(Map<String, Set<String>> to, String set, String element) {
    to.computeIfAbsent(set, unused -> new HashSet<>()).add(element);
  }
}
