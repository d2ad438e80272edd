package org.bailiwick.aca.status;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.credentialrequest.CredentialQuestion;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.Action;

/**
 * Reports the status of a certificate to peers whom policy permits. The class is an EJB because
 * another module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CredentialRegister {

  @Inject @ForAca private Gate gate;
  @Inject private Authorities authorities;
  @Inject private IssuanceLedger ledger;
  @Inject @ForAca private GroupWriter writer;
  @Inject @ForAca private Clock clock;

  /**
   * The status of the issuer's certificate with this serial. Without an issuer, the status of the
   * agent's or node's certificate with this serial.
   */
  public CredentialStatusReport find(
      VerifiedPeer asker, SerialNumber serial, Optional<String> issuer) {
    String issuerId = issuer.orElseGet(() -> issuerOf(serial));
    CredentialRef ref = new CredentialRef(issuerId, serial);
    Optional<LedgerEntry> entry = ledger.find(ref);
    boolean own =
        entry.map(e -> e.issuance().key().holder().equals(asker.id().toString())).orElse(false);
    AuditEntry permit =
        gate.require(CredentialQuestion.of(asker, Action.READ_CREDENTIAL, ref, Map.of("own", own)));
    writer.record(permit);
    return entry.map(this::status).orElseThrow(CredentialRegister::unknown);
  }

  private String issuerOf(SerialNumber serial) {
    List<String> known = authorities.agentIssuers().stream().map(Authority::id).toList();
    return ledger.issuerOf(serial, known).orElseGet(() -> authorities.agentIssuer().id());
  }

  private CredentialStatusReport status(LedgerEntry entry) {
    return new CredentialStatusReport(
        entry.issuance(),
        CredentialStatusReport.stateOf(
            entry.certificate().isPresent(),
            entry.revocation().isPresent(),
            entry.issuance().validity().notAfter(),
            clock.instant()),
        entry.revocation(),
        entry.certificate().map(Pem::certificate));
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "credential-unknown", "This issuer has no such credential.");
  }
}
