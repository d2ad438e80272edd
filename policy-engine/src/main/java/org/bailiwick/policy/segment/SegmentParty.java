package org.bailiwick.policy.segment;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An agent, service, device or node, as it is known to the network.
 *
 * @param id its SPIFFE id; the first part of the path is its kind
 * @param addresses those of its locator; it calls from them, too
 * @param port of its locator, at which it takes calls over TCP; empty for one that is not called
 * @param uid of its processes on the host where the rules apply; empty elsewhere
 * @param status that of the registry; {@code listed} if it may act
 * @param attributes names from {@link SegmentPlan#TAGS} with its values
 */
public record SegmentParty(
    String id,
    Set<InetAddress> addresses,
    OptionalInt port,
    OptionalInt uid,
    String status,
    Map<String, Set<String>> attributes) {
  public static final String LISTED = "listed";
  private static final String AGENT = "agent";

  public SegmentParty {
    if (!SegmentPlan.SPIFFE_ID.matcher(id).matches()) {
      throw new SegmentsRefusedException("a party has no SPIFFE id");
    }
    if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) {
      throw new SegmentsRefusedException(id + " has no port from 1 to 65535");
    }
    if (uid.isPresent() && uid.getAsInt() < 0) {
      throw new SegmentsRefusedException(id + " has a negative uid");
    }
    addresses = Set.copyOf(addresses);
    Map<String, Set<String>> copy = new LinkedHashMap<>();
    attributes.forEach((name, values) -> copy.put(name, Set.copyOf(values)));
    copy.put("kind", Set.of(kind(id)));
    copy.put("trust_domain", Set.of(id.split("/", -1)[2]));
    attributes = Map.copyOf(copy);
  }

  private static String kind(String id) {
    String[] parts = id.split("/", -1);
    return parts.length > 3 ? parts[3] : "";
  }

  /** A listed party that takes calls at this port and has no attributes. */
  public static SegmentParty of(String id, InetAddress address, int port) {
    return new SegmentParty(
        id, Set.of(address), OptionalInt.of(port), OptionalInt.empty(), LISTED, Map.of());
  }

  public String kind() {
    return kind(id);
  }

  public String trustDomain() {
    return id.split("/", -1)[2];
  }

  public boolean isAgent() {
    return kind().equals(AGENT);
  }

  public boolean isListed() {
    return status.equals(LISTED);
  }

  /** The same party with this uid. */
  public SegmentParty withUid(int number) {
    return new SegmentParty(id, addresses, port, OptionalInt.of(number), status, attributes);
  }

  /** The same party with this status. */
  public SegmentParty withStatus(String other) {
    return new SegmentParty(id, addresses, port, uid, other, attributes);
  }

  /** The same party with one attribute more. */
  public SegmentParty with(String name, String value) {
    Map<String, Set<String>> more = new LinkedHashMap<>(attributes);
    more.merge(
        name,
        Set.of(value),
        (some, one) -> {
          Set<String> both = new LinkedHashSet<>(some);
          both.addAll(one);
          return both;
        });
    return new SegmentParty(id, addresses, port, uid, status, more);
  }
}
