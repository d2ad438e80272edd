package org.bailiwick.aca.pipeline;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Steps 2 to 7 of issuance, the same for every kind of certificate. It holds no database connection
 * while the HSM works, and signs only bodies in the ledger.
 */
@Singleton
public final class IssuingPipeline {

  /** Two equal serials of 112 random bits are unlikely; more draws would hide a broken source. */
  private static final int DRAWS = 3;

  private final IssuanceLedger ledger;
  private final SerialSource serials;
  private final PreflightLint lint = new PreflightLint();
  private final AuditHeads records;
  private final Meter meter;
  private final Clock clock;

  @Inject
  public IssuingPipeline(
      IssuanceLedger ledger, @ForAca AuditHeads records, Meter meter, @ForAca Clock clock) {
    this.ledger = ledger;
    this.serials = new SerialSource(clock);
    this.records = records;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * The rows that are written together with a reservation.
   *
   * @param permit the decision that permits it
   * @param rows further conditions and rows, by the reference with the drawn serial number
   */
  public record Companions(AuditEntry permit, Function<CredentialRef, UnitOfWork> rows) {

    /** For a certificate without further rows. */
    public Companions(AuditEntry permit) {
      this(permit, ref -> UnitOfWork.none());
    }
  }

  /** Refuses while the clock is in doubt, since it can't measure the age of evidence. */
  public void requireClock() {
    records.requireClock();
  }

  /**
   * Issues the certificate that {@code prepare} makes for a serial number.
   *
   * @throws ProblemException DEPENDENCY_UNAVAILABLE while records are missing; SIGNER_UNAVAILABLE;
   *     INTERNAL for a body that breaks a rule; KEY_COMPROMISED; or a refusal of the companions
   */
  public IssuedCredential run(
      Function<SerialNumber, PreparedCredential> prepare, Companions companions) {
    records.requireComplete();
    for (int draw = 1; ; draw++) {
      PreparedCredential prepared = prepare.apply(serials.next()); // 2
      requireIssuerNotRevoked(prepared.issuer(), prepared.entry());
      lint.check(prepared); // 3
      try {
        reserve(prepared.entry(), companions); // 4
      } catch (IssuanceLedger.SerialTakenException collision) {
        if (draw == DRAWS) {
          throw collision;
        }
        continue;
      }
      return finish(prepared.issuer(), prepared.entry());
    }
  }

  /**
   * Nobody accepts certificates of a revoked issuer. Only its OCSP responder is certified, since
   * answers about its earlier certificates are still needed.
   */
  private static void requireIssuerNotRevoked(Authority issuer, IssuanceEntry entry) {
    if (issuer.isRevoked() && !entry.profile().equals(CertificateProfile.OCSP.token())) {
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE,
          "issuer-revoked",
          "The issuing authority's own certificate was revoked.");
    }
  }

  private void reserve(IssuanceEntry entry, Companions companions) {
    ledger.reserve(
        entry,
        soundKey(entry).and(companions.rows().apply(entry.ref())),
        companions.permit(),
        audit("credential.reserved", entry));
  }

  /**
   * Steps 5 to 7 for a reservation, made now or before a crash.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE, after which it can be finished later;
   *     KEY_COMPROMISED; CREDENTIAL_REVOKED if it was revoked since it was reserved
   */
  public IssuedCredential finish(Authority issuer, IssuanceEntry entry) {
    requireIssuerNotRevoked(issuer, entry);
    byte[] signed = meter.measure("sign", clock, () -> issuer.endorse(entry.tbs().bytes())); // 5, 6
    byte[] held =
        ledger.complete(
            entry.ref(), signed, requireStillValid(entry), audit("credential.issued", entry)); // 7
    return issued(issuer, entry, held);
  }

  /** Refuses a certificate that was revoked while it was reserved, or whose key was reported. */
  private static UnitOfWork requireStillValid(IssuanceEntry entry) {
    return IssuanceLedger.requireNotRevoked(entry.ref()).and(soundKey(entry));
  }

  /**
   * Requires at reservation and at completion that no key was reported, so that a report between
   * the two, on whatever node, takes effect. A later report finds the credential in the ledger.
   */
  private static UnitOfWork soundKey(IssuanceEntry entry) {
    UnitOfWork subject =
        CompromisedKeys.requireSound(
            new KeyDigest(entry.key().sha256()), CompromisedKeys.Use.SUBJECT);
    return entry
        .grounds()
        .ownerKeySha256()
        .map(KeyDigest::new)
        .map(key -> CompromisedKeys.requireSound(key, CompromisedKeys.Use.OWNER))
        .map(subject::and)
        .orElse(subject);
  }

  /** The answer for a certificate that is in the ledger. */
  public static IssuedCredential issued(Authority issuer, IssuanceEntry entry, byte[] certificate) {
    List<X509Certificate> chain = issuer.chainOf(Pem.certificate(certificate));
    return new IssuedCredential(entry.ref(), entry.key().holder(), entry.profile(), chain);
  }

  private static AuditEntry audit(String event, IssuanceEntry entry) {
    return new AuditEntry(
        event,
        Outcome.DONE,
        "",
        entry.key().holder(),
        entry.ref().toString(),
        Map.of("profile", entry.profile(), "not_after", entry.validity().notAfter().toString()));
  }
}
