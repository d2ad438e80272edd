package org.bailiwick.policy.segment;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The segments of a domain and the flows between them. One plan becomes policies of the action
 * {@code connect} and rules of the packet filter ({@code docs/segments.md}).
 *
 * @param tasks whether an agent may reach another only while a task of it needs the flow; the plan
 *     must allow the flow in any case
 * @param outside what happens to flows of which an end is in no segment
 */
public record SegmentPlan(
    List<NetworkSegment> segments, List<AllowedFlow> allowed, boolean tasks, OutsideFlows outside) {

  /** The names of the tags by which a segment can choose its members. */
  public static final Set<String> TAGS =
      Set.of(
          "owner", "profile", "capability", "trust_domain", "attestation", "kind", "risk", "role");

  static final Pattern SPIFFE_ID =
      Pattern.compile("spiffe://[a-z0-9._-]{1,255}(/[A-Za-z0-9._-]{1,255}){1,8}");
  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");
  private static final int MOST_SEGMENTS = 1_000;
  private static final int MOST_MEMBERS = 100_000;
  private static final int MOST_FLOWS = 10_000;

  public SegmentPlan {
    segments = List.copyOf(segments);
    allowed = List.copyOf(allowed);
    require(!segments.isEmpty(), "a plan without segments would change nothing");
    require(segments.size() <= MOST_SEGMENTS, "a plan has at most 1000 segments");
    require(allowed.size() <= MOST_FLOWS, "a plan allows at most 10000 flows");
    int members = segments.stream().mapToInt(segment -> segment.members().size()).sum();
    require(members <= MOST_MEMBERS, "the segments of a plan have at most 100000 members");
    Set<String> names = new HashSet<>();
    for (NetworkSegment segment : segments) {
      require(NAME.matcher(segment.name()).matches(), "a segment's name is like payables-1");
      require(names.add(segment.name()), "two segments are named " + segment.name());
      require(!segment.members().isEmpty(), "segment " + segment.name() + " has no members");
    }
    for (AllowedFlow flow : allowed) {
      require(
          names.contains(flow.from()),
          "a flow goes from an unknown segment: "
              + SegmentsRefusedException.shortened(flow.from()));
      require(
          names.contains(flow.to()),
          "a flow goes to an unknown segment: " + SegmentsRefusedException.shortened(flow.to()));
    }
    for (NetworkSegment segment : segments) {
      requireExclusive(segment, segments);
    }
  }

  /**
   * Reads {@code segments.json}.
   *
   * @throws SegmentsRefusedException if it is no plan, or one that contradicts itself
   */
  public static SegmentPlan read(String json) {
    return SegmentPlanReader.read(json);
  }

  /** The policies of the action {@code connect} that say what this plan says. */
  public String toCedar() {
    return SegmentPolicies.of(this);
  }

  /** Of members with tags it is known only when parties are. */
  private static void requireExclusive(NetworkSegment segment, List<NetworkSegment> all) {
    if (!segment.exclusive()) {
      return;
    }
    Set<SegmentMember> own = new HashSet<>(segment.members());
    SubnetTable<Subnet> subnets = new SubnetTable<>();
    segment.subnets().forEach(subnet -> subnets.put(subnet, subnet));
    for (NetworkSegment other : all) {
      if (!other.name().equals(segment.name())) {
        SubnetTable<Subnet> others = new SubnetTable<>();
        other.subnets().forEach(subnet -> others.put(subnet, subnet));
        require(
            other.members().stream().noneMatch(own::contains)
                && other.subnets().stream().allMatch(s -> subnets.covering(s).isEmpty())
                && segment.subnets().stream().allMatch(s -> others.covering(s).isEmpty()),
            "segment %s is exclusive, but %s has members of it"
                .formatted(segment.name(), other.name()));
      }
    }
  }

  private static void require(boolean holds, String refusal) {
    if (!holds) {
      throw new SegmentsRefusedException(refusal);
    }
  }
}
