package org.bailiwick.aca.evidence.chain;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.signature.PathCertificate;

/**
 * Validates the path of a certificate chain to a manufacturer that an operator configured (RFC 5280
 * section 6), at the present time. A notAfter of 99991231235959Z is a date like any other.
 * Manufacturers publish no status that a site can reach, so an operator withdraws a trust anchor or
 * a device by configuration.
 */
public final class MakerChain {

  private static final int MAX_CHAIN = 5;

  private final String what;
  private final Supplier<Set<TrustAnchor>> anchors;
  private final Clock clock;

  /**
   * Validates paths to these trust anchors; {@code what} begins the names of checks.
   *
   * @param anchors the manufacturers that are trusted now
   */
  public MakerChain(String what, Supplier<Set<TrustAnchor>> anchors, Clock clock) {
    this.what = what;
    this.anchors = anchors;
    this.clock = clock;
  }

  /** Trusts the manufacturers whose certificates are the PEM files of this folder. */
  public static MakerChain trusting(String what, Path folder, Clock clock) {
    return new MakerChain(what, MakerAnchors.in(folder, clock)::current, clock);
  }

  /**
   * A chain with a path.
   *
   * @param leaf its first certificate
   * @param anchor the trust anchor in which the path ended: {@code sha256:} and the digest of its
   *     certificate in hex
   */
  public record Validated(X509Certificate leaf, String anchor) {}

  /**
   * The path of this chain, whose first certificate has a path to a trusted manufacturer, has
   * version 3, and is not a CA's.
   *
   * @throws ProblemException EVIDENCE_REJECTED; the check says which rule failed
   */
  public Validated path(List<byte[]> chain) {
    if (chain.isEmpty() || chain.size() > MAX_CHAIN) {
      throw rejected("-chain-length", "The " + what + " chain has no or too many certificates.");
    }
    List<X509Certificate> certificates = chain.stream().map(this::parse).toList();
    String anchor = validatePath(certificates);
    X509Certificate leaf = certificates.getFirst();
    if (leaf.getVersion() != 3) {
      throw rejected("-certificate-version", "The " + what + " certificate is not version 3.");
    }
    if (leaf.getBasicConstraints() >= 0) {
      throw rejected("-certificate-is-ca", "The " + what + " certificate is that of a CA.");
    }
    return new Validated(leaf, anchor);
  }

  /** Returns the anchor of the path. */
  private String validatePath(List<X509Certificate> certificates) {
    Set<TrustAnchor> trusted = anchors.get();
    if (trusted.isEmpty()) {
      throw rejected("-issuer-untrusted", "No " + what + " manufacturer is trusted here.");
    }
    // The removal below would remove such a leaf, and leave another device's path.
    if (isOneOf(trusted, certificates.getFirst())) {
      throw rejected("-is-anchor", "The " + what + " certificate is a manufacturer's own.");
    }
    List<X509Certificate> path = new ArrayList<>(certificates);
    // A chain may end in the trust anchor, which is no part of a path (RFC 5280 section 6.1).
    path.removeIf(each -> isOneOf(trusted, each));
    path.replaceAll(PathCertificate::of);
    try {
      PKIXParameters parameters = new PKIXParameters(trusted);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(clock.instant()));
      PKIXCertPathValidatorResult result =
          (PKIXCertPathValidatorResult)
              CertPathValidator.getInstance("PKIX", "SUN")
                  .validate(
                      CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return anchor(trusted, result.getTrustAnchor().getTrustedCert());
    } catch (CertPathValidatorException invalid) {
      throw untrusted(checkFor(invalid));
    } catch (GeneralSecurityException fault) {
      throw new IllegalStateException("PKIX is part of the Java platform", fault);
    } catch (RuntimeException unreadable) { // thrown by the JDK for a URI without host
      throw untrusted("-issuer-untrusted");
    }
  }

  /** Of certificates for one name and key the path may end in each, so the least digest counts. */
  private static String anchor(Set<TrustAnchor> trusted, X509Certificate end) {
    return trusted.stream()
        .map(TrustAnchor::getTrustedCert)
        .filter(
            each ->
                each.getSubjectX500Principal().equals(end.getSubjectX500Principal())
                    && each.getPublicKey().equals(end.getPublicKey()))
        .map(each -> "sha256:" + Sha256.hex(Pem.der(each)))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static boolean isOneOf(Set<TrustAnchor> anchors, X509Certificate certificate) {
    return anchors.stream().anyMatch(anchor -> certificate.equals(anchor.getTrustedCert()));
  }

  private static String checkFor(CertPathValidatorException invalid) {
    if (invalid.getReason() == CertPathValidatorException.BasicReason.EXPIRED) {
      return "-certificate-expired";
    }
    if (invalid.getReason() == CertPathValidatorException.BasicReason.NOT_YET_VALID) {
      return "-certificate-not-yet-valid";
    }
    return "-issuer-untrusted";
  }

  private X509Certificate parse(byte[] der) {
    try {
      return Pem.certificate(der);
    } catch (ProblemException malformed) {
      throw rejected("-certificate-der", "A " + what + " certificate is not strict DER.");
    }
  }

  private ProblemException untrusted(String fault) {
    return rejected(fault, "The " + what + " chain does not lead to a trusted manufacturer.");
  }

  private ProblemException rejected(String fault, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, what + fault, detail);
  }
}
