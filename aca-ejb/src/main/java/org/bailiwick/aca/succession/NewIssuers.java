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
 * Prepares an issuer that a later ceremony made. Before it issues, it is in the ledger, its CRL is
 * published, its responder has a certificate, and nodes have had the time to read of it.
 */
@Singleton
record NewIssuers(
    Authorities authorities,
    CeremonyImport ceremony,
    LedgerIssuers issuers,
    CrlPublisher crls,
    ResponderCertificates responders) {

  private static final StructuredLog LOG = StructuredLog.of(NewIssuers.class);

  @Inject
  NewIssuers {}

  /** Prepares the issuer of this record. */
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
   * The time by which every node has read of the record's issuer: one poll period after the trust
   * bundle named it.
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
            .flatMap(issuer -> issuers.publishedAt(made))
            .filter(at -> !at.isAfter(now)) // a later one is from a fast clock
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
