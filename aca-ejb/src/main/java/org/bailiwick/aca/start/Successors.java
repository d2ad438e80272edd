package org.bailiwick.aca.start;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ceremony.CeremonyException;
import org.bailiwick.aca.ceremony.CeremonyRecord;
import org.bailiwick.aca.ceremony.KeyUse;
import org.bailiwick.aca.ocsp.ResponderCertificates;
import org.bailiwick.aca.revocation.CrlPublisher;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.log.StructuredLog;

/**
 * Takes over the issuing keys of later ceremonies from their records, while the node runs: first
 * the ledger, the CRL and the responder certificate of the new issuer, so that everything about it
 * is answered before anybody hears of it; then the trust bundle; and from the recorded moment on it
 * issues.
 */
@Singleton
final class Successors {

  private static final StructuredLog LOG = StructuredLog.of(Successors.class);
  private static final String AUDIT_KEY = "audit";

  private final AcaSettings settings;
  private final Authorities authorities;
  private final CeremonyImport ceremony;
  private final Pkcs11Token token;
  private final CrlPublisher crls;
  private final ResponderCertificates responders;

  /** Taken over, or refused for good. */
  private final Set<Path> seen = ConcurrentHashMap.newKeySet();

  @Inject
  Successors(
      AcaSettings settings,
      Authorities authorities,
      CeremonyImport ceremony,
      @ForAca Pkcs11Token token,
      CrlPublisher crls,
      ResponderCertificates responders) {
    this.settings = settings;
    this.authorities = authorities;
    this.ceremony = ceremony;
    this.token = token;
    this.crls = crls;
    this.responders = responders;
  }

  /**
   * Each second.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE; the next call tries
   *     again
   */
  void follow(Instant now) {
    authorities.follow(now);
    for (Path file : CeremonyRecord.laterFiles(settings.folders().ceremony())) {
      if (!seen.contains(file)) {
        take(file, now);
        seen.add(file);
      }
    }
    authorities.follow(now);
  }

  private void take(Path file, Instant now) {
    try {
      CeremonyRecord record =
          CeremonyRecord.read(file, token.certificate(AUDIT_KEY).getPublicKey());
      CeremonyRecord.Issuer made = record.issuer(KeyUse.ISSUING);
      CeremonyRecord.Succession succession =
          record
              .succession()
              .orElseThrow(() -> new CeremonyException("The record names no key to follow"));
      if (!token.holds(made.issuerId())) {
        token.reread();
      }
      boolean first = authorities.find(made.issuerId()).isEmpty();
      ceremony.importRecord(record, first);
      Authority authority = AcaWiring.authority(CeremonyImport.issuer(record, made), token);
      crls.publishIfDue(authority, now);
      responders.renewIfDue(authority, now);
      authorities.succeed(authority, succession.inService());
      LOG.info(
          "issuer.taken-over",
          Map.of("issuer", made.issuerId(), "in_service", succession.inService().toString()));
    } catch (CeremonyException refused) {
      LOG.fault("successor.refused", Map.of("file", file.toString()), refused);
    }
  }
}
