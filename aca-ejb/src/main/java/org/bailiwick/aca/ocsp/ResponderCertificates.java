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
 * One responder certificate for each authority, in the ledger like every other, so that all nodes
 * use the same one; renewed when two thirds of its life are over, by one node under a lease. A
 * responder whose certificate was revoked answers no more and is not certified again: the operator
 * names another key.
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

  /** The certificate that answers about this issuer are signed under, if there is one. */
  public Optional<X509Certificate> find(String issuerId) {
    return responder(issuerId).map(Responder::certificate);
  }

  Optional<Responder> responder(String issuerId) {
    return Optional.ofNullable(inUse.get(issuerId));
  }

  /**
   * Takes into use what the ledger holds, and has a new one issued if that is due. A retired issuer
   * issues none: answers about it end with its last.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE; the next run tries
   *     again, and answers go on under the certificate in use
   */
  public void renewIfDue(Authority issuer, Instant now) {
    Candidate candidate = candidate(issuer);
    Optional<LedgerEntry> latest = latest(candidate);
    use(candidate, latest);
    String name = "ocsp-" + issuer.id();
    if (!issuer.isRetired() && isDue(latest, now) && lease.tryAcquire(name, LEASE)) {
      try {
        // Another node may have been at it just before.
        if (isDue(latest(candidate), now)) {
          issue(candidate, now);
          use(candidate, latest(candidate));
        }
      } finally {
        lease.release(name);
      }
    }
  }

  /** Whose certificate is looked for: the key in service, for one authority. */
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
              // One that begins later is of a clock that was ahead: nobody takes it before.
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

  /** A key that was just put in service has none yet; until it has, the key before answers. */
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
