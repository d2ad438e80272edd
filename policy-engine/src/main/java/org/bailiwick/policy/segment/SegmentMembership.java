package org.bailiwick.policy.segment;

import java.net.InetAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Says in which segments of a plan somebody is. */
public final class SegmentMembership {
  private final Map<String, Set<String>> byWorkload = new HashMap<>();
  private final SubnetTable<String> bySubnet = new SubnetTable<>();
  private final Map<SegmentMember.Tagged, Set<String>> byTags = new HashMap<>();
  private final Set<String> exclusive = new HashSet<>();

  public SegmentMembership(SegmentPlan plan) {
    for (NetworkSegment segment : plan.segments()) {
      segment.members().forEach(member -> add(segment.name(), member));
      if (segment.exclusive()) {
        exclusive.add(segment.name());
      }
    }
  }

  private void add(String segment, SegmentMember member) {
    switch (member) {
      case SegmentMember.Network network -> bySubnet.put(network.subnet(), segment);
      case SegmentMember.Workload workload ->
          byWorkload.computeIfAbsent(workload.id(), unused -> new HashSet<>()).add(segment);
      case SegmentMember.Tagged tagged ->
          byTags.computeIfAbsent(tagged, unused -> new HashSet<>()).add(segment);
    }
  }

  /** The names of the segments of which the party is a member; empty if of none. */
  public SortedSet<String> of(SegmentParty party) {
    SortedSet<String> names = new TreeSet<>(byWorkload.getOrDefault(party.id(), Set.of()));
    party.addresses().forEach(address -> names.addAll(bySubnet.covering(address)));
    byTags.forEach(
        (tagged, segments) -> {
          if (tagged.covers(party)) {
            names.addAll(segments);
          }
        });
    return Collections.unmodifiableSortedSet(names);
  }

  /** The names of the segments of a host of which only the address is known. */
  public SortedSet<String> of(InetAddress address) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(bySubnet.covering(address)));
  }

  /** Why the party may not be in all of its segments; empty if it may. */
  public Optional<String> conflict(SegmentParty party) {
    List<String> names = List.copyOf(of(party));
    return names.size() < 2
        ? Optional.empty()
        : names.stream()
            .filter(exclusive::contains)
            .findFirst()
            .map(
                one ->
                    "%s is in %s, of which %s is exclusive"
                        .formatted(party.id(), String.join(" and ", names), one));
  }
}
