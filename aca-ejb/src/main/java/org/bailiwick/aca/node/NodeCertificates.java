package org.bailiwick.aca.node;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Map;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.evidence.csr.CertificationRequest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.renewal.CertificateUse;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Action;

/**
 * Renews the certificates of nodes by the issuing pipeline. The class is an EJB because another
 * module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class NodeCertificates {

  private Gate gate;
  private IssuanceLedger ledger;
  private NodeIssuing issuing;
  private Clock clock;

  /** Lets the container create a proxy. */
  public NodeCertificates() {}

  @Inject
  NodeCertificates(
      @ForAca Gate gate, IssuanceLedger ledger, NodeIssuing issuing, @ForAca Clock clock) {
    this.gate = gate;
    this.ledger = ledger;
    this.issuing = issuing;
    this.clock = clock;
  }

  /**
   * Renews a certificate of the requesting node for the key of its PKCS#10 request.
   *
   * @throws ProblemException POLICY_DENIED, INVALID_CSR, PROOF_OF_POSSESSION_FAILED,
   *     SIGNER_UNAVAILABLE; NOT_FOUND when the node has no certificate for this use
   */
  public IssuedCredential renew(VerifiedPeer node, byte[] csr, CertificateUse use) {
    AuditEntry permit =
        gate.require(
            Question.of(
                PeerEntity.of(node),
                Action.ISSUE_NODE_CERTIFICATE,
                PeerEntity.of(node),
                Map.of("use", use.text())));
    PublicKey key = CertificationRequest.verify(csr, node.id().toString()).key();
    return issue(new Wanted(node.id(), key, use), notRevoked(node), permit);
  }

  /** Renews a certificate of this node for a key that it just made. */
  public IssuedCredential renewOwn(SpiffeId node, PublicKey key, CertificateUse use) {
    AuditEntry permit =
        AuditEntry.of("node-certificate.due", Outcome.GRANTED, "own-node", node.toString());
    return issue(new Wanted(node, key, use), UnitOfWork.none(), permit);
  }

  private record Wanted(SpiffeId node, PublicKey key, CertificateUse use) {}

  /** Requires that the presented certificate is not revoked and its key was never reported. */
  private UnitOfWork notRevoked(VerifiedPeer node) {
    UnitOfWork key =
        CompromisedKeys.requireSound(
            KeyDigest.of(node.certificate().getPublicKey()), CompromisedKeys.Use.RENEWED);
    return issuing.issuers(CertificateUse.CLIENT).stream()
        .map(issuer -> new CredentialRef(issuer.id(), node.serial()))
        .map(IssuanceLedger::requireNotRevoked)
        .reduce(key, UnitOfWork::and);
  }

  private IssuedCredential issue(Wanted wanted, UnitOfWork notRevoked, AuditEntry permit) {
    X509Certificate before =
        ledger
            .latestOf(
                issuing.issuers(wanted.use()).stream().map(Authority::id).toList(),
                wanted.node().toString())
            .flatMap(entry -> entry.certificate())
            .map(Pem::certificate)
            .orElseThrow(NodeCertificates::unknownNode);
    return issuing.issue(
        new NodeProfile.Renewal(
            wanted.node(), before, wanted.key(), "renewal by " + permit.check(), notRevoked),
        wanted.use(),
        permit,
        clock.instant());
  }

  private static ProblemException unknownNode() {
    return new ProblemException(
        ProblemType.NOT_FOUND,
        "node-unknown",
        "This node has no certificate that could be renewed.");
  }
}
