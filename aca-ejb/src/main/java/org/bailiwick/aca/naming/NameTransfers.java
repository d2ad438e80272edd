package org.bailiwick.aca.naming;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import org.bailiwick.aca.ForAca;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * An officer gives the name of a workload to another owner. The old owner's credentials stay valid
 * until they are revoked. The class is an EJB because another module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class NameTransfers {

  @Inject @ForAca private Gate gate;
  @Inject @ForAca private GroupWriter writer;
  @Inject @ForAca private Clock clock;

  public void transfer(VerifiedPeer officer, WorkloadId workload, Owner owner) {
    AuditEntry permitted =
        gate.require(
            Question.of(
                PeerEntity.of(officer),
                Action.TRANSFER_NAME,
                new Entity(
                    "Credential",
                    workload.toString(),
                    Map.of(
                        "trust_domain", workload.trustDomain().name(),
                        "kind", workload.kind().text(),
                        "name", workload.name())),
                Map.of()));
    String by = officer.id().toString();
    writer.commit(
        AgentNames.transfer(workload, new NameGrant(owner, clock.instant(), by)),
        permitted,
        AuditEntry.of("name.transferred", Outcome.DONE, "", by)
            .about(workload.toString())
            .with("owner", owner.value()));
  }
}
