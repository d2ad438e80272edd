package org.bailiwick.ars.identifier.control;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.ars.identifier.AgentIdentifier;
import org.bailiwick.ars.identifier.AgentIdentifier.Shown;
import org.bailiwick.ars.identifier.AgentIdentifiers;
import org.bailiwick.ars.identifier.IdentifierTable;
import org.bailiwick.ars.identifier.IdentifierTable.Claim;
import org.bailiwick.ars.identifier.control.ControlProofs.Proved;
import org.bailiwick.ars.policy.RecordGate;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.policy.RegistryQuestion.Operation;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/** Gives agents identifiers and takes them away, if the decision point permits it. */
@ApplicationScoped
class IdentifierChanges {
  private Gate gate;
  private RegistryChanges changes;
  private AgentRecords records;
  private IdentifierReader reader;
  private Terms terms;

  /**
   * By what proofs are checked, and where identifiers are read.
   *
   * @param most the most identifiers of one agent
   */
  record Terms(
      AgentIdentifiers identifiers,
      Challenges challenges,
      ControlProofs proofs,
      ProofPace pace,
      int most,
      SteadyTime time,
      Clock clock) {}

  /** CDI proxies need this constructor. */
  IdentifierChanges() {}

  @Inject
  IdentifierChanges(
      Gate gate,
      RegistryChanges changes,
      AgentRecords records,
      IdentifierReader reader,
      Terms terms) {
    this.gate = gate;
    this.changes = changes;
    this.records = records;
    this.reader = reader;
    this.terms = terms;
  }

  /** What the agent has to sign to prove the identifier. */
  JsonObject challenge(VerifiedPeer peer, String agentId, Identifier identifier) {
    AgentRecord record = require(peer, agentId);
    gate.record(permit(peer, record, Operation.SET, identifier));
    requireListed(record);
    return switch (identifier.scheme()) {
      case DID_KEY, DID_WEB, ANS -> terms.challenges().challenge(peer, identifier);
      case SPIFFE, WIMSE, DNS, URN_UUID, CARD_URL ->
          throw new ProblemException(
              ProblemType.MALFORMED_REQUEST,
              "identifier-not-signed",
              "An identifier of this scheme is not proved by a signature");
    };
  }

  /** Gives the agent the identifier that it proves. */
  JsonObject prove(VerifiedPeer peer, String agentId, IdentifierRequest request) {
    AgentRecord record = require(peer, agentId);
    Identifier identifier = request.identifier();
    AuditEntry permit = permit(peer, record, Operation.SET, identifier);
    requireListed(record);
    Proved proved =
        terms
            .pace()
            .within(
                peer.id().toString(),
                () -> terms.proofs().check(peer, identifier, request.proof()));
    Claim claim =
        new Claim(
            identifier,
            agentId,
            record.owner(),
            Shown.PROVED,
            Optional.of(proved.until()),
            peer.id().toString(),
            proved.evidence());
    add(record, claim, permit);
    return reader.shown(identifier, record);
  }

  /** Gives the agent the identifier because an officer says so. */
  JsonObject configure(VerifiedPeer peer, IdentifierRequest request) {
    Identifier identifier = request.identifier();
    String agentId =
        reader
            .agent(Identifier.parse(request.agent().orElseThrow()))
            .orElseThrow(AgentRecord::unlisted);
    AgentRecord record = require(peer, agentId);
    AuditEntry permit = permit(peer, record, Operation.SET, identifier);
    requireListed(record);
    requireConfigurable(record, identifier);
    Claim claim =
        new Claim(
            identifier,
            agentId,
            record.owner(),
            Shown.CONFIGURED,
            Optional.empty(),
            peer.id().toString(),
            "");
    add(record, claim, permit);
    return reader.shown(identifier, record);
  }

  /** Takes the identifier from whichever agent has it. */
  void remove(VerifiedPeer peer, Identifier identifier) {
    remove(
        peer,
        require(
            peer,
            terms.identifiers().anyHolder(identifier).orElseThrow(IdentifierChanges::unknown)),
        identifier);
  }

  /** Takes the identifier from this agent. */
  void remove(VerifiedPeer peer, String agentId, Identifier identifier) {
    remove(peer, require(peer, agentId), identifier);
  }

  private void remove(VerifiedPeer peer, AgentRecord record, Identifier identifier) {
    AuditEntry permit = permit(peer, record, Operation.REMOVE, identifier);
    // Asked before as well, since a unit of work that fails costs those of others in its batch.
    if (!terms.identifiers().anyHolder(identifier).equals(Optional.of(record.identifier()))) {
      throw unknown();
    }
    changes.commit(
        em -> {
          AgentChanges.raise(em, record); // one that is not listed has no followers
          if (!IdentifierTable.remove(em, identifier, record.identifier())) {
            throw unknown();
          }
        },
        permit,
        done("identifier.removed", peer.id().toString(), record, identifier));
  }

  private void add(AgentRecord record, Claim claim, AuditEntry permit) {
    changes.grant(
        em -> {
          AgentChanges.raise(em, record).orElseThrow(AgentRecord::unlisted);
          IdentifierTable.add(em, claim, terms.clock().instant(), terms.most());
        },
        permit,
        done("identifier." + claim.shown().text(), claim.by(), record, claim.identifier())
            .with("evidence", claim.evidence()));
  }

  private AgentRecord require(VerifiedPeer peer, String agentId) {
    return records.find(agentId).orElseThrow(() -> RecordGate.listed(gate, peer).unknown(agentId));
  }

  private void requireListed(AgentRecord record) {
    if (!record.isListedAt(terms.time().latest())) {
      throw AgentRecord.unlisted();
    }
  }

  /** Names that this or another registry gives are not an officer's to give. */
  private void requireConfigurable(AgentRecord record, Identifier identifier) {
    if (reader.isAssigned(identifier) || isAnotherName(record, identifier)) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "identifier-of-domain",
          "Identifiers of this trust domain and its registry are not configured");
    }
    if (reader.partner(identifier).isPresent()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "identifier-of-partner",
          "The registry of that trust domain answers for its identifiers");
    }
  }

  /** In this trust domain, the agent's WIMSE identifier is the one with the path of its name. */
  private boolean isAnotherName(AgentRecord record, Identifier identifier) {
    return reader.isOwn(identifier)
        && !identifier.text().equals(AgentIdentifier.wimse(record.agent()));
  }

  private AuditEntry permit(
      VerifiedPeer peer, AgentRecord record, Operation operation, Identifier identifier) {
    return RecordGate.listed(gate, peer)
        .require(
            record.agent(),
            RegistryQuestion.identify(peer, record.agent(), operation, identifier.scheme().text()));
  }

  private static AuditEntry done(
      String event, String by, AgentRecord record, Identifier identifier) {
    return AuditEntry.of(event, Outcome.DONE, "", by)
        .about(record.identifier())
        .with("identifier", identifier.text());
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.AGENT_UNKNOWN, "identifier-unknown", "No agent has this identifier");
  }
}
