package org.bailiwick.client.status;

import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import org.bailiwick.client.status.StatusAnswer.Good;
import org.bailiwick.client.status.StatusAnswer.Revoked;
import org.bailiwick.client.status.StatusAnswer.Unknown;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** An OCSP request about one certificate, with a nonce, and the reading of its answer. */
final class OcspQuestion {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE = 32; // RFC 9654 section 2.1
  private static final int MAX_CERTIFICATES = 8;
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final X509CertificateHolder issuer;
  private final CertificateID asked;
  private final byte[] nonce;

  private OcspQuestion(X509CertificateHolder issuer, CertificateID asked, byte[] nonce) {
    this.issuer = issuer;
    this.asked = asked;
    this.nonce = nonce;
  }

  static OcspQuestion about(SerialNumber serial, X509Certificate issuer) {
    try {
      X509CertificateHolder holder = new JcaX509CertificateHolder(issuer);
      CertificateID asked =
          new CertificateID(
              new JcaDigestCalculatorProviderBuilder()
                  .build()
                  .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
              holder,
              serial.value());
      byte[] nonce = new byte[NONCE];
      RANDOM.nextBytes(nonce);
      return new OcspQuestion(holder, asked, nonce);
    } catch (OperatorCreationException | OCSPException | CertificateEncodingException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The request in DER. */
  byte[] encode() {
    try {
      Extension once =
          new Extension(
              OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
              false,
              new DEROctetString(nonce).getEncoded());
      return new OCSPReqBuilder()
          .addRequest(asked)
          .setRequestExtensions(new Extensions(once))
          .build()
          .getEncoded();
    } catch (IOException | OCSPException e) {
      throw new IllegalStateException("a request about a serial number has an encoding", e);
    }
  }

  /** What the answer proves at this time; unknown, with the reason, if it proves nothing. */
  StatusAnswer read(byte[] answer, Instant now) {
    try {
      OCSPResp response = new OCSPResp(answer);
      if (response.getStatus() != OCSPResp.SUCCESSFUL) {
        return new Unknown("The responder answered with the OCSP status " + response.getStatus());
      }
      return read((BasicOCSPResp) response.getResponseObject(), now);
    } catch (IOException | OCSPException | RuntimeException e) {
      // Bouncy Castle reports malformed DER by one of several exceptions.
      return new Unknown("The responder's answer is not one of OCSP");
    }
  }

  private StatusAnswer read(BasicOCSPResp answer, Instant now) throws OCSPException {
    Extension repeated = answer.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
    if (!isSigned(answer, now)) {
      return new Unknown("No responder of the issuer has signed the answer");
    }
    if (repeated == null || !Arrays.equals(nonce, content(repeated))) {
      return new Unknown("The answer is one to another request");
    }
    Optional<SingleResp> about =
        Arrays.stream(answer.getResponses())
            .filter(each -> each.getCertID().equals(asked))
            .findFirst();
    if (about.isEmpty()) {
      return new Unknown("The answer is about another certificate");
    }
    return isInTime(about.get(), now)
        ? status(about.get())
        : new Unknown("The answer is not valid at this time");
  }

  private static byte[] content(Extension nonce) {
    return DEROctetString.getInstance(nonce.getParsedValue()).getOctets();
  }

  private static boolean isInTime(SingleResp single, Instant now) {
    Date end = single.getNextUpdate();
    return !single.getThisUpdate().toInstant().isAfter(now.plus(CLOCK_SKEW))
        && (end == null || now.isBefore(end.toInstant().plus(CLOCK_SKEW)));
  }

  private static StatusAnswer status(SingleResp single) {
    if (single.getCertStatus() == null) { // so Bouncy Castle says good
      return new Good(single.getThisUpdate().toInstant());
    }
    if (single.getCertStatus() instanceof RevokedStatus revoked) {
      int code = revoked.hasRevocationReason() ? revoked.getRevocationReason() : 0;
      return new Revoked(revoked.getRevocationTime().toInstant(), reason(code));
    }
    return new Unknown("The issuer has issued no credential with this serial number");
  }

  private static RevocationReason reason(int code) {
    return Arrays.stream(RevocationReason.values())
        .filter(each -> each.code() == code)
        .findFirst()
        .orElse(RevocationReason.UNSPECIFIED);
  }

  /** By the issuer itself, or by a responder that it has certified (RFC 6960 section 4.2.2.2). */
  private boolean isSigned(BasicOCSPResp answer, Instant now) {
    X509CertificateHolder[] shown = answer.getCerts();
    return shown.length <= MAX_CERTIFICATES
        && (isSignedBy(answer, issuer)
            || Arrays.stream(shown)
                .anyMatch(each -> isResponder(each, now) && isSignedBy(answer, each)));
  }

  private boolean isResponder(X509CertificateHolder certificate, Instant now) {
    ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(certificate.getExtensions());
    try {
      return usage != null
          && usage.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)
          && certificate.isValidOn(Date.from(now))
          && certificate.getIssuer().equals(issuer.getSubject())
          && certificate.isSignatureValid(new JcaContentVerifierProviderBuilder().build(issuer));
    } catch (CertException | OperatorCreationException | CertificateException e) {
      return false;
    }
  }

  private static boolean isSignedBy(BasicOCSPResp answer, X509CertificateHolder signer) {
    try {
      return answer.isSignatureValid(new JcaContentVerifierProviderBuilder().build(signer));
    } catch (OCSPException | OperatorCreationException | CertificateException e) {
      return false;
    }
  }
}
