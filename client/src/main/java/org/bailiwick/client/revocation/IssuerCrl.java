package org.bailiwick.client.revocation;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;

/**
 * A CRL whose signature, issuer, coverage and times were checked (RFC 5280 section 6.3.3). It is
 * complete, or the part that the address in the certificates names.
 */
record IssuerCrl(
    BigInteger number, Instant thisUpdate, Instant nextUpdate, Set<BigInteger> revoked) {
  static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final int CRL_SIGN = 6;
  private static final String PART = Extension.issuingDistributionPoint.getId();

  /**
   * The CRL, if it is the issuer's and covers the certificates that name this address.
   *
   * @throws GeneralSecurityException with the fault as message
   */
  static IssuerCrl checked(byte[] der, URI address, X509Certificate issuer, Instant now)
      throws GeneralSecurityException {
    X509CRL crl =
        (X509CRL)
            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    if (!crl.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      throw new CRLException("the CRL is another issuer's");
    }
    boolean[] usage = issuer.getKeyUsage();
    if (usage == null || !usage[CRL_SIGN]) {
      throw new CRLException("the issuer may not sign CRLs");
    }
    crl.verify(issuer.getPublicKey());
    requireCoverage(crl, address);
    requireTimes(crl, now);
    return new IssuerCrl(
        number(crl),
        crl.getThisUpdate().toInstant(),
        crl.getNextUpdate().toInstant(),
        serials(crl));
  }

  private static void requireTimes(X509CRL crl, Instant now) throws CRLException {
    if (crl.getThisUpdate().toInstant().isAfter(now.plus(CLOCK_SKEW))) {
      throw new CRLException("the CRL is from the future");
    }
    if (crl.getNextUpdate() == null) {
      throw new CRLException("the CRL has no nextUpdate");
    }
  }

  /**
   * Refuses a delta, an indirect CRL, a part for other reasons or kinds, and a part with another
   * address: a certificate that such a CRL leaves out would count as not revoked.
   */
  private static void requireCoverage(X509CRL crl, URI address) throws CRLException {
    Set<String> critical = crl.getCriticalExtensionOIDs();
    if (critical != null && !Set.of(PART).containsAll(critical)) {
      throw new CRLException("the CRL has a critical extension that is not understood");
    }
    Optional<byte[]> part = CrlPointer.content(crl, PART);
    if (part.isPresent() && !covers(IssuingDistributionPoint.getInstance(part.get()), address)) {
      throw new CRLException("the CRL is a part that may leave out certificates of its address");
    }
  }

  private static boolean covers(IssuingDistributionPoint part, URI address) {
    return !part.isIndirectCRL()
        && !part.onlyContainsUserCerts()
        && !part.onlyContainsCACerts()
        && !part.onlyContainsAttributeCerts()
        && part.getOnlySomeReasons() == null
        && CrlPointer.addresses(part.getDistributionPoint()).anyMatch(address.toString()::equals);
  }

  private static BigInteger number(X509CRL crl) {
    return CrlPointer.content(crl, Extension.cRLNumber.getId())
        .map(content -> ASN1Integer.getInstance(content).getValue())
        .orElse(BigInteger.ONE.negate());
  }

  private static Set<BigInteger> serials(X509CRL crl) throws CRLException {
    Set<? extends X509CRLEntry> entries = crl.getRevokedCertificates();
    if (entries == null) {
      return Set.of();
    }
    if (entries.stream().anyMatch(X509CRLEntry::hasUnsupportedCriticalExtension)) {
      throw new CRLException("an entry has a critical extension that is not understood");
    }
    return entries.stream().map(X509CRLEntry::getSerialNumber).collect(Collectors.toSet());
  }

  boolean isOlderThan(IssuerCrl other) {
    int byNumber = number.compareTo(other.number);
    return byNumber < 0 || (byNumber == 0 && thisUpdate.isBefore(other.thisUpdate));
  }
}
