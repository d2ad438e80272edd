package org.bailiwick.ars.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.policy.RegistryQuestion.View;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentRecords.RecordState;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * Reads records in any state: any for operators, and for an agent those of its own owner, which its
 * credential names. For any other agent a record that is not its owner's does not exist.
 */
@ApplicationScoped
public class RecordReader {
  private Gate gate;
  private AgentRecords records;
  private AgentViews views;

  /** CDI proxies need this constructor. */
  RecordReader() {}

  @Inject
  RecordReader(Gate gate, AgentRecords records, AgentViews views) {
    this.gate = gate;
    this.records = records;
    this.views = views;
  }

  /**
   * The record with this identifier.
   *
   * @throws ProblemException policy-denied, or agent-unknown
   */
  public WholeRecord require(VerifiedPeer peer, String identifier) {
    boolean isOperator = peer.kind() == Kind.OPERATOR;
    gate.requireAndRecord(RegistryQuestion.read(peer, isOperator ? View.ANY : View.OWNER));
    RecordState state =
        records
            .state(identifier)
            .filter(found -> isOperator || found.owner().equals(ownerOf(peer)))
            .orElseThrow(AgentRecord::unknown);
    AgentRecord record = records.find(identifier).orElseThrow(AgentRecord::unknown);
    return new WholeRecord(views.of(record), state, records.history(identifier));
  }

  private static String ownerOf(VerifiedPeer agent) {
    return AgentCredential.read(agent.certificate()).information().owner().value();
  }
}
