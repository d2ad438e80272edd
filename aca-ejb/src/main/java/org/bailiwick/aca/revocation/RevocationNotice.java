package org.bailiwick.aca.revocation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.feed.CredentialChange;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.feed.FeedWaiters;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.UnitOfWork;

/** How the world learns of a revocation: event, memory of this node, CRL. */
@Singleton
final class RevocationNotice {

  private final EventFeed feed;
  private final FeedWaiters waiters;
  private final RevokedCredentials revoked;
  private final CrlPublisher crls;
  private final Meter meter;

  @Inject
  RevocationNotice(
      EventFeed feed,
      FeedWaiters waiters,
      RevokedCredentials revoked,
      CrlPublisher crls,
      Meter meter) {
    this.feed = feed;
    this.waiters = waiters;
    this.revoked = revoked;
    this.crls = crls;
    this.meter = meter;
  }

  /** The event rows that are recorded with the revocation. */
  UnitOfWork event(Revocation revocation, LedgerEntry entry, Authority issuer) {
    return feed.announce(
        new CredentialChange(
            entry.issuance().holder(),
            issuer.certificate().getSubjectX500Principal().getName(X500Principal.RFC2253),
            revocation.ref().serial().hex(),
            revocation.reason().token(),
            revocation.at()));
  }

  AuditEntry audit(Revocation revocation, LedgerEntry entry) {
    return new AuditEntry(
        "credential.revoked",
        Outcome.DONE,
        "",
        revocation.by(),
        revocation.ref().toString(),
        Map.of(
            "holder", entry.issuance().holder(),
            "reason", revocation.reason().token(),
            "comment", revocation.trigger()));
  }

  /** Tells those who wait, then signs the CRL, and gives its number. */
  long publish(Revocation revocation, Authority issuer) {
    revoked.add(revocation);
    waiters.wakeAll();
    meter.count("revoked", revocation.reason().token());
    return crls.publish(issuer).number();
  }
}
