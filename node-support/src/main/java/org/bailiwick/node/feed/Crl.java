package org.bailiwick.node.feed;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CRLReason;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.node.peer.RevocationState.Revoked;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;

/**
 * A complete CRL whose signature, issuer and times were checked (RFC 5280 section 6.3.3). Delta,
 * indirect, partitioned and by-reason CRLs are refused, since a certificate that they leave out
 * would count as not revoked. Of two CRLs the one with the higher number is newer.
 */
record Crl(
    BigInteger number, Instant thisUpdate, Instant nextUpdate, Map<BigInteger, Revoked> revoked) {
  private static final String NUMBER = "2.5.29.20";
  private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
  static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final int CRL_SIGN = 6;

  /** Every CRL in the bytes, DER or PEM. */
  static List<X509CRL> parse(byte[] bytes) throws GeneralSecurityException {
    Collection<? extends java.security.cert.CRL> all =
        CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(bytes));
    return all.stream().map(X509CRL.class::cast).toList();
  }

  /**
   * Checks and returns the CRL.
   *
   * @throws CRLException with the fault as message
   */
  static Crl checked(X509CRL crl, X509Certificate issuer, Instant now)
      throws GeneralSecurityException {
    if (!crl.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      throw new CRLException("the CRL is another issuer's");
    }
    boolean[] usage = issuer.getKeyUsage();
    if (usage != null && !usage[CRL_SIGN]) {
      throw new CRLException("the issuer may not sign CRLs");
    }
    crl.verify(issuer.getPublicKey());
    requireComplete(crl);
    if (crl.getThisUpdate().toInstant().isAfter(now.plus(CLOCK_SKEW))) {
      throw new CRLException("the CRL is from the future");
    }
    if (crl.getNextUpdate() == null) {
      throw new CRLException("the CRL has no nextUpdate");
    }
    return new Crl(
        number(crl),
        crl.getThisUpdate().toInstant(),
        crl.getNextUpdate().toInstant(),
        entries(crl));
  }

  private static void requireComplete(X509CRL crl) throws CRLException {
    Set<String> critical = crl.getCriticalExtensionOIDs();
    boolean partial = crl.getExtensionValue(ISSUING_DISTRIBUTION_POINT) != null;
    if (partial || (critical != null && !critical.isEmpty())) { // a delta's indicator is critical
      throw new CRLException("the CRL may not cover all certificates of its issuer");
    }
  }

  private static BigInteger number(X509CRL crl) throws CRLException {
    byte[] extension = crl.getExtensionValue(NUMBER);
    if (extension == null) {
      return BigInteger.valueOf(-1); // as openssl writes them by default; thisUpdate orders them
    }
    try {
      byte[] content = ASN1OctetString.getInstance(extension).getOctets();
      return ASN1Integer.getInstance(content).getValue();
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException malformed) {
      throw new CRLException("the CRL's number is malformed", malformed);
    }
  }

  private static Map<BigInteger, Revoked> entries(X509CRL crl) throws CRLException {
    Map<BigInteger, Revoked> entries = new HashMap<>();
    Set<? extends X509CRLEntry> revoked = crl.getRevokedCertificates();
    if (revoked == null) {
      return Map.of();
    }
    for (X509CRLEntry entry : revoked) {
      if (entry.hasUnsupportedCriticalExtension()) {
        throw new CRLException("an entry has a critical extension that is not understood");
      }
      entries.put(
          entry.getSerialNumber(),
          new Revoked(reason(entry.getRevocationReason()), entry.getRevocationDate().toInstant()));
    }
    return entries;
  }

  /** An entry with an unknown reason, or on hold, counts as revoked too. */
  private static RevocationReason reason(CRLReason reason) {
    return reason == null
        ? RevocationReason.UNSPECIFIED
        : Arrays.stream(RevocationReason.values())
            .filter(each -> each.name().equals(reason.name()))
            .findFirst()
            .orElse(RevocationReason.UNSPECIFIED);
  }

  boolean isOlderThan(Crl other) {
    int byNumber = number.compareTo(other.number);
    return byNumber < 0 || (byNumber == 0 && thisUpdate.isBefore(other.thisUpdate));
  }
}
