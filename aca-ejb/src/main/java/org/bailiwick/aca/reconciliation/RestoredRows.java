package org.bailiwick.aca.reconciliation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.comparison.Difference;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Restores revocations and compromised keys that were deleted from the database by hand, from the
 * events of the audit log. So the status of a revoked credential is never good.
 */
@Singleton
final class RestoredRows {

  private static final String CAUSE = "restored from the audit log";

  private final AcaSettings settings;
  private final GroupWriter writer;
  private final IssuanceLedger ledger;
  private final Authorities authorities;
  private final RevokedCredentials revoked;
  private final CrlPublisher crls;

  @Inject
  RestoredRows(
      AcaSettings settings,
      @ForAca GroupWriter writer,
      IssuanceLedger ledger,
      Authorities authorities,
      RevokedCredentials revoked,
      CrlPublisher crls) {
    this.settings = settings;
    this.writer = writer;
    this.ledger = ledger;
    this.authorities = authorities;
    this.revoked = revoked;
    this.crls = crls;
  }

  /** Restores a missing revocation or compromised key. The lack of other rows permits nothing. */
  void restore(Difference difference) {
    difference
        .lastEvent()
        .ifPresent(
            lastEvent -> {
              switch (difference.table()) {
                case "revocation" -> revocation(difference, lastEvent);
                case "compromised_key" -> key(difference, lastEvent);
                default -> {
                  // nothing is issued until an officer has accepted the difference
                }
              }
            });
  }

  private void revocation(Difference difference, Difference.LastEvent lastEvent) {
    int slash = difference.key().lastIndexOf('/');
    CredentialRef ref =
        new CredentialRef(
            difference.key().substring(0, slash),
            SerialNumber.parse(difference.key().substring(slash + 1)));
    List<String> parts = lastEvent.content().lines().toList();
    ledger
        .find(ref)
        .ifPresent(
            entry -> {
              Revocation revocation =
                  new Revocation(
                      ref,
                      RevocationReason.parse(parts.get(0)),
                      lastEvent.at(),
                      parts.get(1),
                      CAUSE);
              writer.commitAmongNodes(
                  IssuanceLedger.restored(revocation), audit("revocation.restored", difference));
              revoked.add(ref);
              publish(entry);
            });
  }

  /** The CRL of a root is signed in a ceremony and not here. */
  private void publish(LedgerEntry entry) {
    authorities
        .find(entry.issuance().ref().issuerId())
        .ifPresent(issuer -> crls.publish(issuer, entry.issuance().crlShard()));
  }

  private void key(Difference difference, Difference.LastEvent lastEvent) {
    CompromisedKey report =
        new CompromisedKey(
            KeyDigest.parse(difference.key()), lastEvent.at(), settings.nodeName(), CAUSE);
    writer.commitAmongNodes(CompromisedKeys.block(report), audit("key.restored", difference));
  }

  private AuditEntry audit(String event, Difference difference) {
    return AuditEntry.of(event, Outcome.DONE, "", settings.nodeName()).about(difference.key());
  }
}
