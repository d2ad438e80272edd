package org.bailiwick.node.grants;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.Capability;

/**
 * The authorization server of a partner for which this domain's agents get grants (identity
 * chaining section 2.3), as the member {@code grants_to} describes it.
 *
 * @param audience the issuer id of that server, the only audience of a grant
 * @param scopes capabilities of this domain, and the partner's word for each
 * @param clients SPIFFE ids of agents, and the client id of each at that server
 * @param subjects subjects of this domain, and the partner's name for each
 * @param resources what a grant may be restricted to (RFC 8707)
 * @param jobs the service that takes jobs of the Master Agent itself, if there is one
 */
public record GrantTarget(
    String audience,
    Map<Capability, String> scopes,
    Map<String, String> clients,
    Map<String, String> subjects,
    Set<String> resources,
    Optional<JobsEndpoint> jobs) {

  public GrantTarget {
    scopes = Map.copyOf(scopes);
    clients = Map.copyOf(clients);
    subjects = Map.copyOf(subjects);
    resources = Set.copyOf(resources);
  }

  /**
   * The partner's word for exactly this capability. One that is narrower by its parameters has no
   * word unless the description has one for it, since the word for the wider one would widen it.
   */
  public Optional<String> scopeOf(Capability capability) {
    return Optional.ofNullable(scopes.get(capability));
  }

  /** The agent's client id there: by default its SPIFFE id. */
  public String clientOf(String agent) {
    return clients.getOrDefault(agent, agent);
  }

  /** The partner's name for a subject: by default the same. */
  public String subjectOf(String subject) {
    return subjects.getOrDefault(subject, subject);
  }
}
