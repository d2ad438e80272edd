package org.bailiwick.enforcement;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.enforcement.CredentialFacts.AttestationFacts;
import org.bailiwick.policy.Entity;

/**
 * An agent of the domain.
 *
 * @param id its SPIFFE id
 * @param status listed, revoked, expired or withdrawn
 * @param locator where it listens
 * @param segments the names of the segments that it is in
 * @param risk low, medium or high
 */
public record AgentFacts(
    String id,
    String status,
    Optional<URI> locator,
    Optional<String> owner,
    Set<String> capabilities,
    Set<String> segments,
    Optional<CredentialFacts> credential,
    Optional<String> risk) {

  /** The status of an agent that may be dealt with. */
  public static final String LISTED = "listed";

  private static final String SCHEME = "spiffe://";

  /** An appraisal that is more than this in the future would be younger than any bound. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  public AgentFacts {
    capabilities = Set.copyOf(capabilities);
    segments = Set.copyOf(segments);
  }

  /** Its status at this time, by the end of its credential too. */
  public String statusAt(Instant now) {
    boolean over =
        credential.flatMap(CredentialFacts::notAfter).filter(end -> !now.isBefore(end)).isPresent();
    return over && status.equals(LISTED) ? "expired" : status;
  }

  /** The same agent in another status. */
  public AgentFacts withStatus(String other) {
    return new AgentFacts(id, other, locator, owner, capabilities, segments, credential, risk);
  }

  /** The agent as policies see it (docs/policy.md), with this status. */
  public Entity entity(String statusNow, Instant now) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("trust_domain", trustDomain());
    attributes.put("foreign", false);
    attributes.put("capabilities", capabilities);
    attributes.put("status", statusNow);
    owner.ifPresent(name -> attributes.put("owner", name));
    risk.ifPresent(level -> attributes.put("risk", level));
    credential
        .flatMap(CredentialFacts::attestation)
        .filter(known -> !known.appraisedAt().isAfter(now.plus(SKEW)))
        .ifPresent(known -> attributes.put("attestation", attestation(known, now)));
    return new Entity(
        "Agent",
        id,
        attributes,
        segments.stream().map(name -> Entity.of("Segment", name)).collect(Collectors.toSet()));
  }

  private static Map<String, Object> attestation(AttestationFacts known, Instant now) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("status", known.status());
    members.put("age", Math.max(0, Duration.between(known.appraisedAt(), now).toSeconds()));
    known.trustworthiness().ifPresent(found -> members.putAll(found.attributes()));
    return members;
  }

  private String trustDomain() {
    return id.substring(SCHEME.length()).split("/", 2)[0];
  }
}
