package org.bailiwick.ars.identifier.control;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.agreement.RegistryAgreements;
import org.bailiwick.ars.discovery.AgentDirectory;
import org.bailiwick.ars.discovery.ForeignReader;
import org.bailiwick.ars.identifier.AgentIdentifier;
import org.bailiwick.ars.identifier.AgentIdentifiers;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.policy.RegistryQuestion.View;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.identifier.IdentifierScheme;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * Answers which agent an identifier names. Operators are answered for agents in any state, others
 * for those that may be shown now. Agents of this domain come before those of others.
 */
@ApplicationScoped
class IdentifierReader {
  private Gate gate;
  private AgentDirectory directory;
  private AgentRecords records;
  private AgentIdentifiers identifiers;
  private ForeignReader foreign;
  private RegistryAgreements agreements;
  private TrustDomain own;

  /** CDI proxies need this constructor. */
  IdentifierReader() {}

  @Inject
  IdentifierReader(
      Gate gate,
      AgentDirectory directory,
      AgentRecords records,
      AgentIdentifiers identifiers,
      ForeignReader foreign,
      RegistryAgreements agreements) {

    this.gate = gate;
    this.directory = directory;
    this.records = records;
    this.identifiers = identifiers;
    this.foreign = foreign;
    this.agreements = agreements;
    this.own = agreements.own();
  }

  /**
   * All identifiers of the agent that this one names, which may be of a domain that is mirrored
   * here, or the registry of the other domain that may know it.
   *
   * @throws ProblemException malformed-request, policy-denied, or agent-unknown
   */
  JsonObject read(VerifiedPeer peer, Identifier identifier) {
    boolean isOperator = peer.kind() == Kind.OPERATOR;
    gate.requireAndRecord(RegistryQuestion.read(peer, isOperator ? View.ANY : View.RECORD));
    Optional<String> agent = agent(identifier);
    if (agent.isEmpty()) {
      return foreign.named(peer, identifier).orElseGet(() -> elsewhere(identifier));
    }
    return isOperator
        ? shown(identifier, records.find(agent.get()).orElseThrow(AgentRecord::unlisted))
        : shown(identifier, directory.require(agent.get()));
  }

  /** The answer about an agent that the caller may see. */
  JsonObject shown(Identifier identifier, AgentRecord record) {
    List<AgentIdentifier> all =
        identifiers.of(List.of(record.identifier())).getOrDefault(record.identifier(), List.of());
    return Json.createObjectBuilder()
        .add("identifier", identifier.text())
        .add("id", record.identifier())
        .add("agent", record.agent().toString())
        .add("identifiers", AgentIdentifier.array(all))
        .build();
  }

  /** The {@code urn:uuid} of the agent of this registry that the identifier names. */
  Optional<String> agent(Identifier identifier) {
    if (identifier.scheme() == IdentifierScheme.SPIFFE && isOwn(identifier)) {
      SpiffeId id = SpiffeId.parse(identifier.text());
      return id.isAgent()
          ? records.findByName(AgentId.of(id)).map(found -> found.agent().identifier())
          : Optional.empty();
    }
    if (isAssigned(identifier)) {
      return Optional.of(identifier.text());
    }
    return identifiers.holder(identifier);
  }

  /** Whether the registry itself gave this identifier to an agent. */
  boolean isAssigned(Identifier identifier) {
    return identifier.scheme() == IdentifierScheme.URN_UUID
        && records.find(identifier.text()).isPresent();
  }

  /** Whether the identifier is one of this trust domain. */
  boolean isOwn(Identifier identifier) {
    return isOfDomain(identifier) && identifier.authority().equals(own.name());
  }

  /** The registry of the other trust domain whose identifier this is, if one is agreed with. */
  Optional<URI> partner(Identifier identifier) {
    return isOfDomain(identifier) && !isOwn(identifier)
        ? agreements.find(TrustDomain.parse(identifier.authority())).flatMap(Agreement::registry)
        : Optional.empty();
  }

  private static boolean isOfDomain(Identifier identifier) {
    return identifier.scheme() == IdentifierScheme.SPIFFE
        || identifier.scheme() == IdentifierScheme.WIMSE;
  }

  private JsonObject elsewhere(Identifier identifier) {
    URI registry = partner(identifier).orElseThrow(AgentRecord::unlisted);
    return Json.createObjectBuilder()
        .add("identifier", identifier.text())
        .add("domain", identifier.authority())
        .add("registry", registry.toString())
        .build();
  }
}
