package org.bailiwick.aca.issuance;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.pipeline.IssuedWit;
import org.bailiwick.aca.pipeline.IssuingPipeline;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * Issues further Workload Identity Tokens for a credential to the holder who presents it. It is an
 * EJB because it is called from another module; without a transaction of its own, since a signature
 * can't be rolled back.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WitIssuer {

  private Gate gate;
  private Authorities authorities;
  private IssuanceLedger ledger;
  private AgentWits wits;

  /** Lets the container create a proxy. */
  public WitIssuer() {}

  @Inject
  WitIssuer(@ForAca Gate gate, Authorities authorities, IssuanceLedger ledger, AgentWits wits) {
    this.gate = gate;
    this.authorities = authorities;
    this.ledger = ledger;
    this.wits = wits;
  }

  /**
   * A new token for the credential with this serial.
   *
   * @throws ProblemException POLICY_DENIED unless the holder presents it and its profile allows
   *     tokens; or the refusals of the mint
   */
  public IssuedWit issue(VerifiedPeer holder, SerialNumber serial) {
    Optional<IssuedCredential> shown =
        shown(holder).filter(each -> each.ref().serial().equals(serial));
    AuditEntry permit =
        gate.require(
            Question.of(
                PeerEntity.of(holder),
                Action.ISSUE_WIT,
                new Entity("Credential", serial.hex(), Map.of("serial", serial.hex())),
                Map.of("own", shown.isPresent())));
    return wits.token(shown.orElseThrow(WitIssuer::unknown), Optional.of(permit));
  }

  /** The ledger's entry of the certificate by which the holder is connected. */
  private Optional<IssuedCredential> shown(VerifiedPeer holder) {
    List<Authority> issuers = authorities.agentIssuers();
    return ledger
        .issuerOf(holder.serial(), issuers.stream().map(Authority::id).toList())
        .flatMap(issuer -> ledger.find(new CredentialRef(issuer, holder.serial())))
        .filter(entry -> entry.certificate().isPresent())
        .map(this::issued)
        .filter(issued -> issued.certificate().equals(holder.certificate()));
  }

  private IssuedCredential issued(LedgerEntry entry) {
    Authority issuer = authorities.require(entry.issuance().ref().issuerId());
    return IssuingPipeline.issued(issuer, entry.issuance(), entry.certificate().orElseThrow());
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "credential-unknown", "You hold no such credential.");
  }
}
