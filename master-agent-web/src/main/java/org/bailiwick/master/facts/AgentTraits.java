package org.bailiwick.master.facts;

import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.policy.segment.SegmentParty;

/**
 * What segments of the network go by, of an agent, a service or a device.
 *
 * @param id its SPIFFE id
 * @param status as policies have it
 * @param attestation the status of its attestation
 */
public record AgentTraits(
    String id,
    Optional<URI> locator,
    String status,
    Optional<String> owner,
    Set<String> capabilities,
    Optional<String> attestation,
    Optional<String> risk) {
  private static final int HTTPS = 443;

  public AgentTraits {
    capabilities = Set.copyOf(capabilities);
  }

  /** One of whom only the name is known. */
  static AgentTraits named(String id, Optional<String> risk) {
    return new AgentTraits(
        id,
        Optional.empty(),
        SegmentParty.LISTED,
        Optional.empty(),
        Set.of(),
        Optional.empty(),
        risk);
  }

  /** An agent as the registry lists it. */
  static AgentTraits of(KnownAgent agent, Instant now, Optional<String> risk) {
    return new AgentTraits(
        agent.agent().toString(),
        Optional.of(agent.locator()).map(Locator::uri),
        agent.status(now),
        agent.responsible().map(known -> known.owner().value()),
        Set.copyOf(agent.capabilities().texts()),
        agent.attestation().map(AttestationSummary::status),
        risk);
  }

  /** As the network knows it; an enforcement point makes the same of the feed. */
  SegmentParty party(Function<String, Set<InetAddress>> addresses) {
    Map<String, Set<String>> attributes = new HashMap<>();
    attributes.put("capability", capabilities);
    owner.ifPresent(name -> attributes.put("owner", Set.of(name)));
    attestation.ifPresent(said -> attributes.put("attestation", Set.of(said)));
    risk.ifPresent(level -> attributes.put("risk", Set.of(level)));
    return new SegmentParty(
        id,
        locator.map(URI::getHost).map(addresses).orElse(Set.of()),
        locator
            .map(uri -> OptionalInt.of(uri.getPort() < 0 ? HTTPS : uri.getPort()))
            .orElse(OptionalInt.empty()),
        OptionalInt.empty(),
        status,
        attributes);
  }
}
