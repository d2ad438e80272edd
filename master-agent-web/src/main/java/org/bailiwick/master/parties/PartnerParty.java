package org.bailiwick.master.parties;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.Partner.AuthorizationServer;

/** An agent of a partner and the principal for whom it calls, by the partner's description. */
public record PartnerParty(
    Partner partner, SpiffeId agent, Optional<AuthorizationServer> server, String subject) {

  private static final char SEPARATOR = '#';

  /** The party of a grant of this server, which is one of the partner's. */
  public static PartnerParty of(
      Partner partner, SpiffeId agent, AuthorizationServer server, String subject) {
    return new PartnerParty(partner, agent, Optional.of(server), subject);
  }

  /** The party of a token or job, whose principal is {@code <issuer>#<sub>}. */
  static PartnerParty of(Partner partner, SpiffeId agent, String principal) {
    int end = Math.max(principal.indexOf(SEPARATOR), 0); // an issuer has no fragment
    String subject = principal.substring(Math.min(end + 1, principal.length()));
    return new PartnerParty(partner, agent, partner.server(principal.substring(0, end)), subject);
  }

  /** The check by which the description allows this agent nothing; empty if it allows something. */
  public static Optional<String> refusal(Partner partner, SpiffeId agent) {
    if (!partner.agents().allowsPath(agent)) {
      return Optional.of(PartnerRights.AGENT_PATH);
    }
    return partner.agents().allowsAgent(agent)
        ? Optional.empty()
        : Optional.of(PartnerRights.AGENT);
  }

  /** The check by which the description allows this party nothing; empty if it allows something. */
  public Optional<String> refusal() {
    return refusal(partner, agent).or(this::ofPrincipal);
  }

  /** Whether each of the limits has all of this scope. */
  boolean covers(CapabilitySet scope) {
    return limits().stream().allMatch(limit -> limit.covers(scope));
  }

  /** All that bounds the party's scope: the domain's, the agent's and the principal's. */
  public List<CapabilitySet> limits() {
    return Stream.of(
            Optional.of(partner.scopes()),
            partner.agents().bound(agent),
            server.flatMap(each -> each.subjects().bound(subject)))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<String> ofPrincipal() {
    if (server.isEmpty()) {
      return Optional.of(PartnerRights.ISSUER);
    }
    return server.get().subjects().allows(subject)
        ? Optional.empty()
        : Optional.of(PartnerRights.SUBJECT);
  }
}
