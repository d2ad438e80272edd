package org.bailiwick.aca.revocation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.credentialrequest.CredentialQuestion;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Action;

/**
 * Revokes one credential or, for key compromise, all that hold its key: step 1 of a revocation, the
 * decision, and then {@link RevocationSteps} (docs/revocation.md). A revocation holds from step 2
 * on, even if a later step fails. The class is an EJB because another module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CredentialRevoker {

  private Gate gate;
  private Authorities authorities;
  private IssuanceLedger ledger;
  private RevocationSteps steps;
  private HoldersOfKey holders;
  private Clock clock;

  /** Lets the container create a proxy. */
  public CredentialRevoker() {}

  @Inject
  CredentialRevoker(
      @ForAca Gate gate,
      Authorities authorities,
      IssuanceLedger ledger,
      RevocationSteps steps,
      HoldersOfKey holders,
      @ForAca Clock clock) {
    this.gate = gate;
    this.authorities = authorities;
    this.ledger = ledger;
    this.steps = steps;
    this.holders = holders;
    this.clock = clock;
  }

  /** The recorded revocation, and the number of the CRL that lists it. */
  public record Receipt(Revocation revocation, long crlNumber) {}

  /**
   * Revokes the credential of this order.
   *
   * @throws ProblemException POLICY_DENIED, NOT_FOUND, ALREADY_REVOKED; or SIGNER_UNAVAILABLE when
   *     the revocation is recorded and its CRL is late
   */
  public Receipt revoke(VerifiedPeer officer, RevocationOrder order) {
    Authority issuer =
        order.issuerId().map(authorities::require).orElseGet(() -> issuerOf(order.serial()));
    CredentialRef ref = new CredentialRef(issuer.id(), order.serial());
    AuditEntry permit = gate.require(question(officer, order, ref)); // 1
    LedgerEntry entry = ledger.find(ref).orElseThrow(CredentialRevoker::unknown);
    CredentialToRevoke credential = CredentialToRevoke.of(entry.issuance());
    RevocationSteps.Details details =
        new RevocationSteps.Details(
            order.reason(),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            officer.id().toString(),
            order.comment());
    SortedMap<String, Long> crls = // 2 to 4
        order.reason() == RevocationReason.KEY_COMPROMISE
            ? holders.revoke(credential, details, permit)
            : steps.revoke(List.of(credential), details, UnitOfWork.none(), permit);
    return new Receipt(details.on(credential), crls.get(issuer.id()));
  }

  private Authority issuerOf(SerialNumber serial) {
    List<String> known = authorities.agentIssuers().stream().map(Authority::id).toList();
    return ledger
        .issuerOf(serial, known)
        .map(authorities::require)
        .orElseGet(authorities::agentIssuer);
  }

  private static Question question(VerifiedPeer officer, RevocationOrder order, CredentialRef ref) {
    return CredentialQuestion.of(
        officer, Action.REVOKE, ref, Map.of("reason", order.reason().text()));
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "credential-unknown", "This issuer has no such credential.");
  }
}
