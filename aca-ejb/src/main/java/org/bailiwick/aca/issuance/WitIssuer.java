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
import org.bailiwick.aca.pipeline.CredentialToken;
import org.bailiwick.aca.pipeline.IssuedCredential;
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
 * Issues further Workload Identity Tokens, and JWT-SVIDs, for a credential to the holder who
 * presents it. It is an EJB because it is called from another module; without a transaction of its
 * own, since a signature can't be rolled back.
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
  public CredentialToken issue(VerifiedPeer holder, SerialNumber serial) {
    Permitted permitted = permitted(Action.ISSUE_WIT, holder, serial);
    return wits.token(permitted.credential(), Optional.of(permitted.decision()));
  }

  /**
   * A JWT-SVID for the credential with this serial.
   *
   * @param audiences the recipients that may accept it
   * @throws ProblemException POLICY_DENIED unless the holder presents it and its profile allows
   *     these audiences; MALFORMED_REQUEST for audiences that cannot be; or the refusals of the
   *     mint
   */
  public CredentialToken issueJwtSvid(
      VerifiedPeer holder, SerialNumber serial, List<String> audiences) {
    Permitted permitted = permitted(Action.ISSUE_JWT_SVID, holder, serial);
    return wits.jwtSvid(permitted.credential(), audiences, permitted.decision());
  }

  /** The presented credential, and the decision that it may have a token. */
  private record Permitted(IssuedCredential credential, AuditEntry decision) {}

  private Permitted permitted(Action action, VerifiedPeer holder, SerialNumber serial) {
    Optional<IssuedCredential> shown =
        shown(holder).filter(each -> each.ref().serial().equals(serial));
    AuditEntry decision =
        gate.require(
            Question.of(
                PeerEntity.of(holder),
                action,
                new Entity("Credential", serial.hex(), Map.of("serial", serial.hex())),
                Map.of("own", shown.isPresent())));
    return new Permitted(shown.orElseThrow(WitIssuer::unknown), decision);
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
