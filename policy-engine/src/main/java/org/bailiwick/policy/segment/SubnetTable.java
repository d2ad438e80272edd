package org.bailiwick.policy.segment;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Values by subnets; the time of a search does not depend on the number of subnets. */
final class SubnetTable<T> {
  private final Map<Subnet, List<T>> values = new HashMap<>();
  private final SortedSet<Integer> lengths = new TreeSet<>();

  void put(Subnet subnet, T value) {
    values.computeIfAbsent(subnet, unused -> new ArrayList<>()).add(value);
    lengths.add(subnet.length());
  }

  /** The values of this subnet and of those that contain it, the widest first. */
  List<T> covering(Subnet subnet) {
    List<T> found = new ArrayList<>();
    for (int length : lengths.headSet(subnet.length() + 1)) {
      found.addAll(values.getOrDefault(subnet.widened(length), List.of()));
    }
    return found;
  }

  List<T> covering(InetAddress address) {
    return covering(Subnet.of(address));
  }
}
