package org.bailiwick.ars.policy;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.bailiwick.policy.segment.SegmentMember;
import org.bailiwick.policy.segment.SegmentMembership;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;

/**
 * The segments of the policies in force, and which agents are in them by what the registry knows:
 * the agent's name and signed attributes, and the address of a locator that has an IP address. The
 * registry looks up no names, and knows no risks; a member by these alone is none here.
 */
public final class RegistrySegments {
  private static final int HTTPS = 443;

  private final Supplier<Optional<SegmentPlan>> plan;
  private volatile Held held = new Held(Optional.empty(), Optional.empty());

  private record Held(Optional<SegmentPlan> plan, Optional<SegmentMembership> membership) {}

  /**
   * @param plan the description in force, the same object while it is
   */
  public RegistrySegments(Supplier<Optional<SegmentPlan>> plan) {
    this.plan = plan;
  }

  /** What makes an agent a member of a segment. */
  public sealed interface Member {
    /** Its SPIFFE id. */
    record Named(String id) implements Member {}

    /** All of these tags, by name. */
    record Tagged(Map<String, String> tags) implements Member {}

    /** A locator whose host is an address of this network. */
    record Located(Network network) implements Member {}
  }

  /**
   * An agent as segments see it.
   *
   * @param attestation the status of its attestation
   */
  public record Party(
      String id,
      URI locator,
      String owner,
      Set<String> capabilities,
      Optional<String> attestation) {}

  /** What makes an agent a member of this segment; empty if there is no such segment. */
  public Optional<List<Member>> members(String segment) {
    return plan.get().stream()
        .flatMap(known -> known.segments().stream())
        .filter(known -> known.name().equals(segment))
        .findFirst()
        .map(known -> known.members().stream().map(RegistrySegments::member).toList());
  }

  private static Member member(SegmentMember member) {
    return switch (member) {
      case SegmentMember.Network network -> new Member.Located(Network.of(network.subnet()));
      case SegmentMember.Workload workload -> new Member.Named(workload.id());
      case SegmentMember.Tagged tagged -> new Member.Tagged(tagged.tags());
    };
  }

  /** The names of the segments of which the agent is a member. */
  public SortedSet<String> of(Party agent) {
    return membership().map(known -> known.of(party(agent))).orElseGet(TreeSet::new);
  }

  private Optional<SegmentMembership> membership() {
    Optional<SegmentPlan> now = plan.get();
    Held known = held;
    if (!now.equals(known.plan())) {
      known = new Held(now, now.map(SegmentMembership::new));
      held = known;
    }
    return known.membership();
  }

  private static SegmentParty party(Party agent) {
    Set<InetAddress> addresses =
        Network.literal(agent.locator().getHost()).map(Set::of).orElse(Set.of());
    int port = agent.locator().getPort();
    return new SegmentParty(
        agent.id(),
        addresses,
        OptionalInt.of(port < 0 ? HTTPS : port),
        OptionalInt.empty(),
        SegmentParty.LISTED,
        attributes(agent));
  }

  private static Map<String, Set<String>> attributes(Party agent) {
    Set<String> attestation = agent.attestation().map(Set::of).orElse(Set.of());
    return Map.of(
        "owner", Set.of(agent.owner()),
        "capability", agent.capabilities(),
        "attestation", attestation);
  }
}
