package org.bailiwick.packetfilter.segment;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.segment.FlowProtocol;
import org.bailiwick.policy.segment.SegmentMembership;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;

/**
 * The question about {@code connect} that belongs to a flow. Whoever takes the flow is the party
 * with this address and port in its locator, or else the host with this address; whoever opens it
 * is the party with this uid or address, or else the host.
 */
public final class ConnectQuestions {
  private final SegmentWorld world;
  private final SegmentMembership membership;
  private final BiFunction<String, String, Optional<String>> tasks;
  private final Map<String, SegmentParty> byLocator = new HashMap<>();
  private final Map<InetAddress, SegmentParty> byAddress = new HashMap<>();
  private final Map<Integer, SegmentParty> byUid = new HashMap<>();
  private final Map<InetAddress, Boolean> shared = new HashMap<>();
  private final Map<String, Entity> entities = new HashMap<>();

  /**
   * @param tasks the task that needs flows from the first to the second of two SPIFFE ids
   */
  public ConnectQuestions(
      SegmentPlan plan, SegmentWorld world, BiFunction<String, String, Optional<String>> tasks) {
    this.world = world;
    this.membership = new SegmentMembership(plan);
    this.tasks = tasks;
    for (SegmentParty party : world.parties()) {
      party.uid().ifPresent(uid -> byUid.putIfAbsent(uid, party));
      for (InetAddress address : party.addresses()) {
        party.port().ifPresent(port -> byLocator.putIfAbsent(locator(address, port), party));
        byAddress.putIfAbsent(address, party);
        shared.merge(address, !membership.of(party).isEmpty(), Boolean::logicalOr);
      }
    }
  }

  /** The question; its answer holds for every packet of the flow. */
  public AccessRequest of(NetworkFlow flow) {
    Optional<SegmentParty> caller = caller(flow);
    Optional<SegmentParty> callee =
        flow.protocol() == FlowProtocol.TCP
            ? Optional.ofNullable(byLocator.get(locator(flow.callee(), flow.port())))
            : Optional.empty();
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("protocol", flow.protocol().text());
    context.put("port", (long) flow.port());
    context.put("family", flow.callee() instanceof Inet6Address ? "ipv6" : "ipv4");
    caller
        .flatMap(one -> callee.flatMap(other -> tasks.apply(one.id(), other.id())))
        .ifPresent(task -> context.put("task", task));
    return new AccessRequest(
        caller.map(this::party).orElseGet(() -> host(flow.caller())),
        Action.CONNECT,
        callee.map(this::party).orElseGet(() -> host(flow.callee())),
        context);
  }

  private Optional<SegmentParty> caller(NetworkFlow flow) {
    return world.here().contains(flow.caller())
        ? flow.uid().stream().mapToObj(byUid::get).filter(Objects::nonNull).findFirst()
        : Optional.ofNullable(byAddress.get(flow.caller()));
  }

  private Entity party(SegmentParty party) {
    return entities.computeIfAbsent(
        party.id(),
        id ->
            party.isAgent()
                ? entity("Agent", id, membership.of(party), agent(party))
                : entity(
                    "Workload",
                    id,
                    membership.of(party),
                    Map.of("trust_domain", party.trustDomain(), "kind", party.kind())));
  }

  private static Map<String, Object> agent(SegmentParty party) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("trust_domain", party.trustDomain());
    attributes.put("status", party.status());
    return attributes;
  }

  private Entity host(InetAddress address) {
    return entities.computeIfAbsent(
        address.getHostAddress(),
        text ->
            entity(
                "Host",
                text,
                membership.of(address),
                Map.of("shared", shared.getOrDefault(address, false))));
  }

  private static Entity entity(
      String type, String id, SortedSet<String> segments, Map<String, Object> attributes) {
    Set<Entity> parents =
        segments.stream().map(name -> Entity.of("Segment", name)).collect(Collectors.toSet());
    return new Entity(type, id, attributes, parents);
  }

  private static String locator(InetAddress address, int port) {
    return address.getHostAddress() + " " + port;
  }
}
