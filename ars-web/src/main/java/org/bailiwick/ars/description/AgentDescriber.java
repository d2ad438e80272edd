package org.bailiwick.ars.description;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.bailiwick.ars.policy.RecordGate;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.policy.RegistryQuestion.Operation;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/** Stores what an agent says of itself, if the decision point permits it. */
@ApplicationScoped
class AgentDescriber {
  /** The least time between two changes of one description; each is a change for all followers. */
  static final Duration PACE = Duration.ofSeconds(5);

  private Gate gate;
  private RegistryChanges changes;
  private AgentRecords records;
  private Descriptions descriptions;
  private SteadyTime time;
  private Clock clock;

  /** CDI proxies need this constructor. */
  AgentDescriber() {}

  @Inject
  AgentDescriber(
      Gate gate,
      RegistryChanges changes,
      AgentRecords records,
      Descriptions descriptions,
      SteadyTime time,
      Clock clock) {
    this.gate = gate;
    this.changes = changes;
    this.records = records;
    this.descriptions = descriptions;
    this.time = time;
    this.clock = clock;
  }

  /** Replaces what the agent says by this document. */
  void describe(VerifiedPeer peer, String identifier, String body) {
    AgentRecord record = require(peer, identifier);
    AuditEntry permit = permit(peer, record, Operation.SET);
    requireListed(record);
    String document = DescriptionForm.canonical(body, record.capabilities().texts());
    store(record, document, permit, done("agent.described", peer, record));
  }

  /** Takes everything back that the agent has said. */
  void remove(VerifiedPeer peer, String identifier) {
    AgentRecord record = require(peer, identifier);
    AuditEntry permit = permit(peer, record, Operation.REMOVE);
    requireListed(record);
    store(record, Descriptions.NOTHING, permit, done("agent.description-removed", peer, record));
  }

  /** The identifier, if the peer may read what the agent itself has said. */
  String requireReadable(VerifiedPeer peer, String identifier) {
    AgentRecord record = require(peer, identifier);
    gate.record(permit(peer, record, Operation.READ));
    return record.identifier();
  }

  /** An agent that says the same again costs no row, of the audit log neither. */
  private void store(AgentRecord record, String document, AuditEntry... audit) {
    if (descriptions.says(record, document)) {
      return;
    }
    Instant now = clock.instant();
    requirePace(record, document, now);
    changes.commit(em -> say(em, record, document, now), audit);
  }

  /**
   * The same check as in the transaction, before it: a lock of the row writes all of its text in
   * some databases, and an agent in a loop would fill the disk by refusals.
   */
  private void requirePace(AgentRecord record, String document, Instant now) {
    descriptions
        .of(record.identifier())
        .filter(known -> !known.document().equals(StrictJson.object(document)))
        .ifPresent(known -> requirePace(known.updatedAt(), now));
  }

  private static void say(EntityManager em, AgentRecord record, String document, Instant now) {
    DescriptionRow known =
        em.find(DescriptionRow.class, record.identifier(), LockModeType.PESSIMISTIC_WRITE);
    if (DescriptionRow.says(known, document, record.owner())) {
      return;
    }
    if (known != null) {
      requirePace(known.updatedAt(), now);
    }
    OptionalLong revision = AgentChanges.raise(em, record);
    DescriptionRow row = known == null ? new DescriptionRow(record.identifier()) : known;
    row.say(document, record.owner(), now, revision.orElseThrow(AgentRecord::unlisted));
    if (known == null) {
      em.persist(row);
      em.flush(); // a later unit of the same batch reads the row from the database
    }
  }

  private static void requirePace(Instant before, Instant now) {
    if (Duration.between(before, now).abs().compareTo(PACE) < 0) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "description-pace",
              "A description changes at most once in " + PACE.toSeconds() + " seconds")
          .after(PACE);
    }
  }

  private AgentRecord require(VerifiedPeer peer, String identifier) {
    return records
        .find(identifier)
        .orElseThrow(() -> RecordGate.listed(gate, peer).unknown(identifier));
  }

  private AuditEntry permit(VerifiedPeer peer, AgentRecord record, Operation operation) {
    return RecordGate.listed(gate, peer)
        .require(record.agent(), RegistryQuestion.describe(peer, record.agent(), operation));
  }

  private void requireListed(AgentRecord record) {
    if (record.state() == AgentState.QUARANTINED) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "agent-quarantined",
          "An officer has put the agent into quarantine; its record does not change meanwhile");
    }
    if (!record.isListedAt(time.latest())) {
      throw AgentRecord.unlisted();
    }
  }

  private static AuditEntry done(String event, VerifiedPeer peer, AgentRecord record) {
    return AuditEntry.of(event, Outcome.DONE, "", peer.id().toString()).about(record.identifier());
  }
}
