package org.bailiwick.aca.revocation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.bailiwick.aca.ForAca;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Revokes or lists the credentials that a trigger's policy reaches. An EJB because it is called
 * from another module.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TriggerRevoker {

  private TriggerRun run;
  private GroupWriter writer;

  /** For the container's proxy. */
  public TriggerRevoker() {}

  @Inject
  TriggerRevoker(TriggerRun run, @ForAca GroupWriter writer) {
    this.run = run;
    this.writer = writer;
  }

  /**
   * Lists what {@link #revoke} would revoke, and revokes nothing.
   *
   * @throws ProblemException POLICY_DENIED, MALFORMED_REQUEST, REACH_TOO_WIDE
   */
  public TriggerRun.Outlook preview(VerifiedPeer officer, TriggerOrder order) {
    Orderer orderer = Orderer.of(officer);
    TriggerRun.Outlook outlook = run.look(orderer, order);
    writer.record(
        run.require(orderer, outlook),
        TriggerRun.audit("revocation.previewed", orderer, order, outlook));
    return outlook;
  }

  /**
   * Revokes them.
   *
   * @throws ProblemException POLICY_DENIED, MALFORMED_REQUEST, REACH_TOO_WIDE; or
   *     SIGNER_UNAVAILABLE when the revocations are recorded and a CRL is late
   */
  public TriggerRun.Outlook revoke(VerifiedPeer officer, TriggerOrder order) {
    return run.end(Orderer.of(officer), order, UnitOfWork.none());
  }
}
