package org.bailiwick.aca.succession;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ceremony.records.Announcement;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.KeyPoll;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.ocsp.ResponderCertificates;
import org.bailiwick.node.log.StructuredLog;

/**
 * Prepares an issuer that a later ceremony made: the ledger has it, its CRL is published and its
 * responder has a certificate before anything is issued under it, and nodes have time to read of
 * it.
 */
@Singleton
final class NewIssuers {

  private static final StructuredLog LOG = StructuredLog.of(NewIssuers.class);

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

  /**
   * When every node has read of the record's issuer: a poll after the bundle names it, however late
   * its record came.
   */
  Instant knownFrom(CeremonyRecord record, Instant now) {
    CeremonyRecord.Succession succession = record.succession().orElseThrow();
    KeyPoll poll = record.made().use().poll().orElseThrow();
    String made = record.made().label();
    if (succession.announcement() == Announcement.WAIVED) {
      return Instant.MIN;
    }
    Instant published =
        authorities
            .find(made)
            .flatMap(there -> issuers.publishedAt(made))
            .filter(at -> !at.isAfter(now)) // else by a clock that was ahead
            .orElse(now);
    Instant known = published.plus(poll.period());
    if (known.isAfter(now) && known.isAfter(succession.inService())) {
      LOG.warn(
          "successor.deferred",
          Map.of(
              "key", made,
              "reason", poll.text(),
              "in_service", known.toString()));
    }
    return known;
  }
}
