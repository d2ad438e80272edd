package org.bailiwick.aca.evidence.idevid;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.signature.PathCertificate;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Decides whether a certificate chain is that of a device of a trusted manufacturer: path
 * validation to a configured anchor (RFC 5280 section 6) and the rules for IDevID certificates
 * (IEEE 802.1AR-2018 section 8). A notAfter of 99991231235959Z is a date like any other, and no
 * extended key usage is asked for, since an IDevID usually has none. Manufacturers publish no
 * status that we could reach from inside a site, so an anchor or a device is withdrawn by
 * configuration.
 */
public final class DeviceAuthenticator {

  /** Names the kind in profiles and policies; its item is the chain of the statement itself. */
  public static final String TYPE = "idevid";

  private static final int MAX_CHAIN = 5;
  private static final int DIGITAL_SIGNATURE = 0;

  private final Supplier<Set<TrustAnchor>> anchors;
  private final Clock clock;

  DeviceAuthenticator(Supplier<Set<TrustAnchor>> anchors, Clock clock) {
    this.anchors = anchors;
    this.clock = clock;
  }

  /** Trusts the manufacturers whose certificates are the PEM files of this folder. */
  public static DeviceAuthenticator trusting(Path folder, Clock clock) {
    return new DeviceAuthenticator(DeviceAnchors.in(folder, clock)::current, clock);
  }

  /**
   * The device of this chain, leaf first.
   *
   * @throws ProblemException EVIDENCE_REJECTED; the check says which rule failed
   */
  public TrustedAnchor authenticate(List<byte[]> chain) {
    if (chain.isEmpty() || chain.size() > MAX_CHAIN) {
      throw rejected("device-chain-length", "The device chain has no or too many certificates.");
    }
    List<X509Certificate> certificates = chain.stream().map(DeviceAuthenticator::parse).toList();
    X509Certificate leaf = certificates.getFirst();
    validatePath(certificates);
    requireDeviceRole(leaf);
    if (!KeyAlgorithm.acceptsDeviceKey(leaf.getPublicKey())) {
      throw rejected("device-key", "The device key is of a kind or strength not accepted.");
    }
    return TrustedAnchor.of(
        TYPE,
        leaf.getIssuerX500Principal().getName(X500Principal.RFC2253),
        serialNumberOf(leaf),
        leaf.getPublicKey());
  }

  private void validatePath(List<X509Certificate> certificates) {
    Set<TrustAnchor> trusted = anchors.get();
    if (trusted.isEmpty()) {
      throw rejected("device-issuer-untrusted", "No device manufacturer is trusted here.");
    }
    List<X509Certificate> path = new ArrayList<>(certificates);
    // A chain may end in the anchor itself, which is no part of a path (RFC 5280 section 6.1).
    path.removeIf(
        each -> trusted.stream().anyMatch(anchor -> each.equals(anchor.getTrustedCert())));
    if (path.isEmpty()) {
      throw rejected("device-is-anchor", "The device certificate is a manufacturer's own.");
    }
    path.replaceAll(PathCertificate::of);
    try {
      PKIXParameters parameters = new PKIXParameters(trusted);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(clock.instant()));
      CertPathValidator.getInstance("PKIX", "SUN")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (CertPathValidatorException invalid) {
      throw rejected(
          checkFor(invalid), "The device chain does not lead to a trusted manufacturer.");
    } catch (GeneralSecurityException fault) {
      throw new IllegalStateException("PKIX is part of the Java platform", fault);
    } catch (RuntimeException unreadable) { // of the JDK's name constraints, on a URI without host
      throw rejected(
          "device-issuer-untrusted", "The device chain does not lead to a trusted manufacturer.");
    }
  }

  private static String checkFor(CertPathValidatorException invalid) {
    if (invalid.getReason() == CertPathValidatorException.BasicReason.EXPIRED) {
      return "device-certificate-expired";
    }
    if (invalid.getReason() == CertPathValidatorException.BasicReason.NOT_YET_VALID) {
      return "device-certificate-not-yet-valid";
    }
    return "device-issuer-untrusted";
  }

  private static void requireDeviceRole(X509Certificate leaf) {
    if (leaf.getVersion() != 3) {
      throw rejected("device-certificate-version", "The device certificate is not version 3.");
    }
    if (leaf.getBasicConstraints() >= 0) {
      throw rejected("device-certificate-is-ca", "The device certificate is that of a CA.");
    }
    boolean[] usage = leaf.getKeyUsage();
    if (usage == null || !usage[DIGITAL_SIGNATURE]) {
      throw rejected("device-key-usage", "The device key is not certified for signatures.");
    }
  }

  private static String serialNumberOf(X509Certificate leaf) {
    X500Name subject = X500Name.getInstance(leaf.getSubjectX500Principal().getEncoded());
    RDN[] numbers = subject.getRDNs(BCStyle.SERIALNUMBER);
    if (numbers.length != 1 || numbers[0].isMultiValued()) {
      throw rejected("device-serial-number", "The device certificate names no serial number.");
    }
    String number = numbers[0].getFirst().getValue().toString();
    if (number.isBlank() || number.length() > 128) {
      throw rejected("device-serial-number", "The device certificate names no serial number.");
    }
    return number;
  }

  private static X509Certificate parse(byte[] der) {
    try {
      return Pem.certificate(der);
    } catch (ProblemException malformed) {
      throw rejected("device-certificate-der", "A device certificate is not strict DER.");
    }
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }
}
