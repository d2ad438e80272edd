package org.bailiwick.packetfilter.segment;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.bailiwick.policy.segment.SegmentMembership;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;

/**
 * The parties of a world with their segments, and those among them that packets do not tell apart.
 */
final class PartyIndex {
  private static final int MOST_NAMED = 5;

  private record Callee(InetAddress address, int port) {}

  private final SegmentPlan plan;
  private final SegmentWorld world;
  private final SegmentMembership membership;
  private final Map<String, SortedSet<String>> segments = new HashMap<>();
  private final Map<Callee, List<SegmentParty>> callees = new HashMap<>();
  private final Map<InetAddress, List<SegmentParty>> callers = new HashMap<>();
  private final Map<Integer, List<SegmentParty>> uids = new HashMap<>();
  private final SortedMap<String, String> conflicts = new TreeMap<>();

  PartyIndex(SegmentPlan plan, SegmentWorld world) {
    this.plan = plan;
    this.world = world;
    this.membership = new SegmentMembership(plan);
    world.parties().forEach(this::add);
    callees.forEach(
        (callee, parties) ->
            requireSame(parties, "the port " + callee.port() + " of " + text(callee.address())));
    uids.forEach((uid, parties) -> requireSame(parties, "the uid " + uid));
    callers.forEach(this::requireCallers);
  }

  private void add(SegmentParty party) {
    if (segments.put(party.id(), membership.of(party)) != null) {
      conflicts.put(party.id(), party.id() + " is there twice");
    }
    membership.conflict(party).ifPresent(reason -> conflicts.put(party.id(), reason));
    for (InetAddress address : party.addresses()) {
      put(callers, address, party);
      party.port().ifPresent(port -> put(callees, new Callee(address, port), party));
    }
    party.uid().ifPresent(uid -> put(uids, uid, party));
  }

  private static <K> void put(Map<K, List<SegmentParty>> map, K key, SegmentParty party) {
    map.computeIfAbsent(key, unused -> new ArrayList<>()).add(party);
  }

  private void requireCallers(InetAddress address, List<SegmentParty> parties) {
    if (!world.here().contains(address)) {
      requireSame(parties, "the address " + text(address));
      return;
    }
    for (SegmentParty party : parties) {
      if (party.uid().isEmpty()) {
        conflicts.put(
            party.id(),
            party.id()
                + " is on this host, and its uid is not known; other processes look like it");
      }
    }
    requireAlike(
        parties,
        (one, other) -> segments(one).isEmpty() == segments(other).isEmpty(),
        "the address " + text(address));
  }

  private void requireSame(List<SegmentParty> parties, String what) {
    requireAlike(parties, this::isSame, what);
  }

  private void requireAlike(
      List<SegmentParty> parties, BiPredicate<SegmentParty, SegmentParty> alike, String what) {
    SegmentParty first = parties.getFirst();
    if (parties.stream().skip(1).allMatch(party -> alike.test(first, party))) {
      return;
    }
    String reason =
        "%s have %s in common and not the same rights; packets do not tell them apart"
            .formatted(
                parties.stream()
                        .map(SegmentParty::id)
                        .limit(MOST_NAMED)
                        .collect(Collectors.joining(" and "))
                    + (parties.size() > MOST_NAMED ? " and others" : ""),
                what);
    parties.forEach(party -> conflicts.put(party.id(), reason));
  }

  /** Whether it makes no difference which of the two sends or takes a packet. */
  private boolean isSame(SegmentParty one, SegmentParty other) {
    boolean agents = one.isAgent() || other.isAgent();
    return segments(one).equals(segments(other))
        && !(plan.tasks() && agents)
        && hasOneAddress(one)
        && hasOneAddress(other)
        && one.isAgent() == other.isAgent()
        && isActive(one) == isActive(other);
  }

  /** In each family; otherwise the party may call itself, which the other may not. */
  private static boolean hasOneAddress(SegmentParty party) {
    return party.addresses().stream().map(SetElements::family).distinct().count()
        == party.addresses().size();
  }

  private static boolean isActive(SegmentParty party) {
    return !party.isAgent() || party.isListed();
  }

  private static String text(InetAddress address) {
    return address.getHostAddress();
  }

  SortedSet<String> segments(SegmentParty party) {
    return segments.get(party.id());
  }

  /** The segments of which a subnet has the address. */
  SortedSet<String> segments(InetAddress address) {
    return membership.of(address);
  }

  /** Whether the party may call and be called at all. */
  boolean isOpen(SegmentParty party) {
    return isActive(party) && !conflicts.containsKey(party.id());
  }

  /** Why parties are closed, by their ids. */
  SortedMap<String, String> conflicts() {
    return conflicts;
  }
}
