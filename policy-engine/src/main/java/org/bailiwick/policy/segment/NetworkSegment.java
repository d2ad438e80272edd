package org.bailiwick.policy.segment;

import java.util.List;
import java.util.stream.Stream;

/**
 * A segment of a plan.
 *
 * @param open whether its members may reach each other
 * @param exclusive whether its members must not be in another segment
 */
public record NetworkSegment(
    String name, List<SegmentMember> members, boolean open, boolean exclusive) {
  public NetworkSegment {
    members = List.copyOf(members);
  }

  /** The subnets among its members, without those that lie in another of them. */
  public List<Subnet> subnets() {
    SubnetTable<Subnet> table = new SubnetTable<>();
    List<Subnet> all = ownSubnets().distinct().toList();
    all.forEach(subnet -> table.put(subnet, subnet));
    return all.stream().filter(subnet -> table.covering(subnet).size() == 1).toList();
  }

  Stream<Subnet> ownSubnets() {
    return members.stream()
        .filter(SegmentMember.Network.class::isInstance)
        .map(member -> ((SegmentMember.Network) member).subnet());
  }
}
