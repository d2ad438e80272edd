package org.bailiwick.aca.revocation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.feed.CredentialChange;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Entity;

/**
 * Ends a certificate: 1 decide, 2 record with its events, 3 tell this node and wake the receivers,
 * 4 sign the CRL, and only then answer (docs/revocation.md). From step 2 on the revocation holds,
 * whatever happens to the rest. An EJB because it is called from another module.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CredentialRevoker {

  private Gate gate;
  private Authorities authorities;
  private IssuanceLedger ledger;
  private EventFeed feed;
  private RevokedCredentials revoked;
  private CrlPublisher crls;
  private Meter meter;
  private Clock clock;

  /** For the container's proxy. */
  public CredentialRevoker() {}

  @Inject
  CredentialRevoker(
      @ForAca Gate gate,
      Authorities authorities,
      IssuanceLedger ledger,
      EventFeed feed,
      RevokedCredentials revoked,
      CrlPublisher crls,
      Meter meter,
      @ForAca Clock clock) {
    this.gate = gate;
    this.authorities = authorities;
    this.ledger = ledger;
    this.feed = feed;
    this.revoked = revoked;
    this.crls = crls;
    this.meter = meter;
    this.clock = clock;
  }

  /** What was recorded, and the number of the CRL that lists it. */
  public record Receipt(Revocation revocation, long crlNumber) {}

  /**
   * Ends the certificate of this order.
   *
   * @throws ProblemException POLICY_DENIED, NOT_FOUND, ALREADY_REVOKED; or SIGNER_UNAVAILABLE when
   *     the revocation is recorded and its CRL is late
   */
  public Receipt revoke(VerifiedPeer officer, RevocationOrder order) {
    Authority issuer = order.issuerId().map(authorities::require).orElseGet(authorities::issuing);
    CredentialRef ref = new CredentialRef(issuer.id(), order.serial());
    AuditEntry permit = gate.require(question(officer, order, ref)); // 1
    LedgerEntry entry = ledger.find(ref).orElseThrow(CredentialRevoker::unknown);
    Revocation revocation =
        new Revocation(
            ref,
            order.reason(),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            officer.id().toString(),
            order.comment());
    ledger.revoke(
        revocation, companions(revocation, entry, issuer), permit, audit(revocation, entry)); // 2
    revoked.add(revocation); // 3
    feed.wakeReceivers();
    meter.count("revoked", revocation.reason().token());
    return new Receipt(revocation, crls.publish(issuer, entry.issuance().crlShard()).number()); // 4
  }

  /** What is recorded with the revocation: its events, and the key if it is compromised. */
  private UnitOfWork companions(Revocation revocation, LedgerEntry entry, Authority issuer) {
    UnitOfWork events =
        feed.announce(
            new CredentialChange(
                entry.issuance().holder(),
                issuer.certificate().getSubjectX500Principal().getName(X500Principal.RFC2253),
                revocation.ref().serial().hex(),
                revocation.reason().token(),
                revocation.at()));
    if (revocation.reason() != RevocationReason.KEY_COMPROMISE) {
      return events;
    }
    UnitOfWork key =
        CompromisedKeys.block(
            new CompromisedKey(
                new KeyDigest(entry.issuance().publicKeySha256()),
                revocation.at(),
                revocation.by(),
                "revocation of " + revocation.ref()));
    return em -> {
      events.apply(em);
      key.apply(em);
    };
  }

  private static AuditEntry audit(Revocation revocation, LedgerEntry entry) {
    return new AuditEntry(
        "credential.revoked",
        Outcome.DONE,
        "",
        revocation.by(),
        revocation.ref().toString(),
        Map.of(
            "holder", entry.issuance().holder(),
            "public_key", new KeyDigest(entry.issuance().publicKeySha256()).hex(),
            "reason", revocation.reason().token(),
            "comment", revocation.trigger()));
  }

  private static Question question(VerifiedPeer officer, RevocationOrder order, CredentialRef ref) {
    return Question.of(
        PeerEntity.of(officer),
        "revoke",
        new Entity("Credential", ref.toString(), Map.of("serial", order.serial().hex())),
        Map.of("reason", order.reason().token()));
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "credential-unknown", "This issuer has no such credential.");
  }
}
