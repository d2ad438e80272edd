package org.bailiwick.aca.succession;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.RootCrlRecord;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.publication.Publications;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Takes over the CRLs that ceremonies sign with a root's key. Each is served from the folder, and
 * its revocations become ledger rows. An issuer that the root revoked certifies nobody from then
 * on.
 */
@Singleton
public final class RootCrls {

  private static final StructuredLog LOG = StructuredLog.of(RootCrls.class);

  /** The name recorded as the revoker of entries on a root's CRL. */
  private static final String CEREMONY = "ceremony";

  private final AcaSettings settings;
  private final Authorities authorities;
  private final IssuanceLedger ledger;
  private final RevokedCredentials revoked;
  private final Publications publications;
  private final RecordedKeys recorded;

  /** Records that were taken over, or refused for good. */
  private final Set<Path> seen = ConcurrentHashMap.newKeySet();

  private final Set<Path> warned = ConcurrentHashMap.newKeySet();

  @Inject
  RootCrls(
      AcaSettings settings,
      Authorities authorities,
      IssuanceLedger ledger,
      RevokedCredentials revoked,
      Publications publications,
      RecordedKeys recorded) {
    this.settings = settings;
    this.authorities = authorities;
    this.ledger = ledger;
    this.revoked = revoked;
    this.publications = publications;
    this.recorded = recorded;
  }

  /**
   * A timer calls this every second.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE; the next call tries
   *     again
   */
  public void follow() {
    for (Path file : RootCrlRecord.files(settings.folders().ceremony())) {
      if (!seen.contains(file) && take(file)) {
        seen.add(file);
      }
    }
    authorities.agentIssuers().stream()
        .filter(authority -> !authority.isRevoked() && isRevokedByRoot(authority))
        .forEach(RootCrls::stop);
  }

  /** Whether nothing is left to do with this record. */
  private boolean take(Path file) {
    try {
      RootCrlRecord record = RootCrlRecord.read(file, recorded.succession());
      BigInteger served = served(record.root());
      if (served.compareTo(record.number()) < 0) {
        // The ceremony has not written the CRL yet, the root is not taken over yet, or an older
        // CRL has replaced it.
        warnOnce(file, record, served);
        return false;
      }
      Map<String, X509Certificate> roots = authorities.roots().all();
      record.requireOf(Optional.ofNullable(roots.get(record.root())));
      record(record);
      LOG.info(
          "root-crl.taken-over",
          Map.of(
              "root", record.root(),
              "number", record.number().toString(),
              "next_update", record.crl().getNextUpdate().toInstant().toString()));
      return true;
    } catch (CeremonyException refused) {
      LOG.fault("root-crl.refused", Map.of("file", file.toString()), refused);
      return true;
    }
  }

  private BigInteger served(String root) {
    try {
      return BigInteger.valueOf(publications.crl(root).number());
    } catch (ProblemException missing) {
      return BigInteger.ZERO;
    }
  }

  private void warnOnce(Path file, RootCrlRecord record, BigInteger served) {
    if (warned.add(file)) {
      LOG.warn(
          "root-crl.not-in-place",
          Map.of(
              "root", record.root(),
              "recorded", record.number().toString(),
              "served", served.toString()));
    }
  }

  private void record(RootCrlRecord record) {
    List<Revocation> listed =
        Stream.ofNullable(record.crl().getRevokedCertificates())
            .flatMap(Set::stream)
            .map(entry -> revocation(record, entry))
            .toList();
    List<Revocation> unrecorded = listed.stream().filter(this::isUnrecorded).toList();
    if (!unrecorded.isEmpty()) {
      ledger.revoke(
          unrecorded,
          UnitOfWork.none(),
          unrecorded.stream().map(RootCrls::audit).toArray(AuditEntry[]::new));
    }
    // The revocation view reads recent rows only, and the root may have revoked long ago.
    listed.forEach(each -> revoked.add(each.ref()));
  }

  /** Whether the ledger has the certificate and does not have its revocation. */
  private boolean isUnrecorded(Revocation revocation) {
    return ledger.find(revocation.ref()).filter(entry -> entry.revocation().isEmpty()).isPresent();
  }

  private static Revocation revocation(RootCrlRecord record, X509CRLEntry entry) {
    return new Revocation(
        new CredentialRef(record.root(), new SerialNumber(entry.getSerialNumber())),
        reason(entry),
        entry.getRevocationDate().toInstant(),
        CEREMONY,
        "CRL " + record.number() + " of " + record.root());
  }

  /** The reason in the CRL entry. Its name is the same in the JDK's enum. */
  private static RevocationReason reason(X509CRLEntry entry) {
    return entry.getRevocationReason() == null
        ? RevocationReason.UNSPECIFIED
        : RevocationReason.valueOf(entry.getRevocationReason().name());
  }

  private static AuditEntry audit(Revocation revocation) {
    return AuditEntry.of("credential.revoked", Outcome.DONE, "", revocation.by())
        .about(revocation.ref().toString())
        .with("reason", revocation.reason().text())
        .with("comment", revocation.trigger());
  }

  private boolean isRevokedByRoot(Authority authority) {
    X509Certificate own = authority.certificate();
    return authorities.roots().all().entrySet().stream()
        .filter(
            root -> root.getValue().getSubjectX500Principal().equals(own.getIssuerX500Principal()))
        .map(root -> new CredentialRef(root.getKey(), new SerialNumber(own.getSerialNumber())))
        .anyMatch(ref -> revoked.find(ref).isPresent());
  }

  private static void stop(Authority authority) {
    authority.revoke();
    LOG.warn("issuer.revoked", Map.of("issuer", authority.id()));
  }
}
