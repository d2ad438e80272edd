package org.bailiwick.aca.ocsp;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.pipeline.IssuingPipeline;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.log.StructuredLog;

/**
 * Keeps one responder certificate for each issuer in the ledger, so that all nodes use the same
 * one. One node renews it under a lease when two thirds of its life are over. A key whose responder
 * certificate was revoked signs no more answers and gets no other certificate: the operator has to
 * name another key.
 */
@Singleton
public final class ResponderCertificates {

  private static final StructuredLog LOG = StructuredLog.of(ResponderCertificates.class);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final int RENEW_AFTER_THIRDS = 2;

  private final IssuanceLedger ledger;
  private final IssuingPipeline pipeline;
  private final Lease lease;
  private final ResponderKey key;
  private final PublishedUrls urls;
  private final Duration validity;
  private final Map<String, Responder> inUse = new ConcurrentHashMap<>();

  @Inject
  ResponderCertificates(
      IssuanceLedger ledger,
      IssuingPipeline pipeline,
      @ForAca Lease lease,
      ResponderKey key,
      PublishedUrls urls,
      AcaSettings settings) {
    this.ledger = ledger;
    this.pipeline = pipeline;
    this.lease = lease;
    this.key = key;
    this.urls = urls;
    this.validity = settings.status().ocsp().responderValidity();
  }

  /** The certificate of the key that signs answers about this issuer. */
  public Optional<X509Certificate> find(String issuerId) {
    return responder(issuerId).map(Responder::certificate);
  }

  Optional<Responder> responder(String issuerId) {
    return Optional.ofNullable(inUse.get(issuerId));
  }

  /**
   * Uses the certificate in the ledger, and issues another one if that is due. A retired issuer
   * issues none, and its OCSP answers end when its last one expires.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE; the next run tries
   *     again, and answers are signed under the certificate in use
   */
  public void renewIfDue(Authority issuer, Instant now) {
    Candidate candidate = candidate(issuer);
    Optional<LedgerEntry> latest = latest(candidate);
    use(candidate, latest);
    String name = "ocsp-" + issuer.id();
    if (!issuer.isRetired() && isDue(latest, now) && lease.tryAcquire(name, LEASE)) {
      try {
        // Another node may have issued one just before.
        if (isDue(latest(candidate), now)) {
          issue(candidate, now);
          use(candidate, latest(candidate));
        }
      } finally {
        lease.release(name);
      }
    }
  }

  /** The key in service, which is to have a certificate of this issuer. */
  private record Candidate(
      Authority issuer, String keyLabel, PublicKey publicKey, ResponderProfile profile) {}

  private Candidate candidate(Authority issuer) {
    String label = key.inService();
    return new Candidate(
        issuer, label, key.key(label).publicKey(), new ResponderProfile(urls, validity, label));
  }

  private static boolean isDue(Optional<LedgerEntry> latest, Instant now) {
    return latest
        .map(
            entry -> {
              Instant from = entry.issuance().validity().notBefore();
              Duration life = Duration.between(from, entry.issuance().validity().notAfter());
              Instant due = from.plus(life.multipliedBy(RENEW_AFTER_THIRDS).dividedBy(3));
              // A certificate that a fast clock dated is not valid yet: no client accepts it.
              boolean renewable = now.isBefore(from) || !now.isBefore(due);
              return entry.revocation().isEmpty() && renewable;
            })
        .orElse(true);
  }

  private Optional<LedgerEntry> latest(Candidate candidate) {
    return ledger
        .latestOf(candidate.issuer().id(), candidate.profile().holder(candidate.issuer()))
        .filter(entry -> certificateOf(entry).getPublicKey().equals(candidate.publicKey()));
  }

  /** A new key in service has no certificate yet; until then the previous key signs. */
  private void use(Candidate candidate, Optional<LedgerEntry> latest) {
    Authority issuer = candidate.issuer();
    if (latest.isEmpty()) {
      return;
    }
    if (latest.get().revocation().isPresent()) {
      LOG.warn("ocsp.responder-revoked", Map.of("issuer", issuer.id()));
      inUse.remove(issuer.id());
    } else {
      X509Certificate certificate = certificateOf(latest.get());
      inUse.compute(
          issuer.id(),
          (id, known) ->
              known != null && known.certificate().equals(certificate)
                  ? known
                  : new Responder(issuer, certificate, () -> key.key(candidate.keyLabel())));
    }
  }

  private static X509Certificate certificateOf(LedgerEntry entry) {
    return Pem.certificate(entry.certificate().orElseThrow());
  }

  private void issue(Candidate candidate, Instant now) {
    Authority issuer = candidate.issuer();
    AuditEntry permit =
        AuditEntry.of("ocsp-certificate.due", Outcome.GRANTED, "own-responder", issuer.id());
    pipeline.run(
        serial -> candidate.profile().prepare(issuer, candidate.publicKey(), serial, now),
        new IssuingPipeline.Companions(permit));
  }
}
