package org.bailiwick.aca.revocation;

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
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.reconciliation.LostRows;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Puts back revocations and compromised keys that somebody took out of the database: the audit log
 * still tells of them, and it counts. So no status says good of what was revoked.
 */
@Singleton
final class RestoredRows implements LostRows {

  private static final String CAUSE = "put back: the audit log tells of it";

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

  @Override
  public void restore(Difference difference) {
    difference
        .told()
        .ifPresent(
            told -> {
              switch (difference.table()) {
                case "revocation" -> revocation(difference, told);
                case "compromised_key" -> key(difference, told);
                default -> {
                  // what is missing lets nobody in while nothing is issued
                }
              }
            });
  }

  private void revocation(Difference difference, Difference.Told told) {
    int slash = difference.key().lastIndexOf('/');
    CredentialRef ref =
        new CredentialRef(
            difference.key().substring(0, slash),
            SerialNumber.parse(difference.key().substring(slash + 1)));
    List<String> parts = told.content().lines().toList();
    ledger
        .find(ref)
        .ifPresent(
            entry -> {
              Revocation revocation =
                  new Revocation(
                      ref, RevocationReason.parse(parts.get(0)), told.at(), parts.get(1), CAUSE);
              writer.commitAmongNodes(
                  IssuanceLedger.restored(revocation), audit("revocation.restored", difference));
              revoked.add(ref);
              publish(entry);
            });
  }

  /** A ceremony signs the CRL of a root, so nothing is published here for it. */
  private void publish(LedgerEntry entry) {
    authorities
        .find(entry.issuance().ref().issuerId())
        .ifPresent(issuer -> crls.publish(issuer, entry.issuance().crlShard()));
  }

  private void key(Difference difference, Difference.Told told) {
    CompromisedKey report =
        new CompromisedKey(
            KeyDigest.parse(difference.key()), told.at(), settings.nodeName(), CAUSE);
    writer.commitAmongNodes(CompromisedKeys.block(report), audit("key.restored", difference));
  }

  private AuditEntry audit(String event, Difference difference) {
    return AuditEntry.of(event, Outcome.DONE, "", settings.nodeName()).about(difference.key());
  }
}
