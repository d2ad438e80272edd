package org.bailiwick.aca.succession;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ocsp.ResponderCertificates;
import org.bailiwick.aca.revocation.CrlPublisher;

/**
 * Prepares an issuer that a later ceremony made: the ledger has it, its CRL is published and its
 * responder has a certificate before anything is issued under it.
 */
@Singleton
final class NewIssuers {

  private final Authorities authorities;
  private final CeremonyImport ceremony;
  private final LedgerIssuers issuers;
  private final CrlPublisher crls;
  private final ResponderCertificates responders;

  @Inject
  NewIssuers(
      Authorities authorities,
      CeremonyImport ceremony,
      LedgerIssuers issuers,
      CrlPublisher crls,
      ResponderCertificates responders) {
    this.authorities = authorities;
    this.ceremony = ceremony;
    this.issuers = issuers;
    this.crls = crls;
    this.responders = responders;
  }

  /** The issuer of this record, prepared. */
  Authority of(CeremonyRecord record, Instant now) {
    CeremonyRecord.Issuer made = record.madeIssuer();
    ceremony.importRecord(record, authorities.find(made.issuerId()).isEmpty());
    Authority authority =
        issuers.authority(CeremonyImport.issuer(record, made), authorities.roots());
    crls.publishIfDue(authority, now);
    responders.renewIfDue(authority, now);
    return authority;
  }
}
