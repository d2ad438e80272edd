package org.bailiwick.policy.segment;

import java.util.Map;
import java.util.Set;

/** What belongs to a segment: the parties of a subnet, one workload, or all that have some tags. */
public sealed interface SegmentMember {

  /** Whether this makes the party a member. */
  boolean covers(SegmentParty party);

  /** Every party with an address in this subnet, and the addresses at which no party is known. */
  record Network(Subnet subnet) implements SegmentMember {
    @Override
    public boolean covers(SegmentParty party) {
      return party.addresses().stream().anyMatch(subnet::contains);
    }
  }

  /** The workload with this SPIFFE id. */
  record Workload(String id) implements SegmentMember {
    @Override
    public boolean covers(SegmentParty party) {
      return party.id().equals(id);
    }
  }

  /** Every party that has each of these tags with this value among its own. */
  record Tagged(Map<String, String> tags) implements SegmentMember {
    public Tagged {
      tags = Map.copyOf(tags);
    }

    @Override
    public boolean covers(SegmentParty party) {
      return tags.entrySet().stream()
          .allMatch(
              tag ->
                  party.attributes().getOrDefault(tag.getKey(), Set.of()).contains(tag.getValue()));
    }
  }
}
