package org.bailiwick.aca.evidence.cms;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * A CMS SignedData that contains its content and has one signer, RSA with SHA-256. Clouds write
 * BER, so it need not be DER.
 */
public final class SignedDocument {

  private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+");
  private static final int MIN_RSA_BITS = 2048;

  /** The path search over a hundred certificates that certify one another takes seconds. */
  private static final int MAX_CERTIFICATES = 4;

  private static final Set<ASN1ObjectIdentifier> RSA =
      Set.of(PKCSObjectIdentifiers.rsaEncryption, PKCSObjectIdentifiers.sha256WithRSAEncryption);
  private static final Set<ASN1ObjectIdentifier> DSA =
      Set.of(
          X9ObjectIdentifiers.id_dsa,
          X9ObjectIdentifiers.id_dsa_with_sha1,
          NISTObjectIdentifiers.dsa_with_sha256);

  private final String what;
  private final CMSSignedData signed;
  private final List<SignerInformation> signers;
  private final List<X509CertificateHolder> certificates;

  private SignedDocument(String what, CMSSignedData signed) {
    this.what = what;
    this.signed = signed;
    this.signers = List.copyOf(signed.getSignerInfos().getSigners());
    this.certificates = List.copyOf(signed.getCertificates().getMatches(null));
  }

  /**
   * Reads the base64url of a SignedData without verifying it.
   *
   * @param what names the document in refusals and check names
   */
  public static SignedDocument read(String what, String base64url) {
    SignedDocument read = decoded(what, base64url);
    read.requireContent();
    if (read.signers.size() != 1) {
      throw rejected(what, "-signers", "has none or several signers");
    }
    read.requireAlgorithms();
    return read;
  }

  /** The library throws unchecked exceptions for malformed signers and certificates. */
  private static SignedDocument decoded(String what, String base64url) {
    if (!BASE64URL.matcher(base64url).matches()) {
      throw malformed(what);
    }
    try {
      byte[] octets = Base64.getUrlDecoder().decode(base64url);
      return new SignedDocument(what, new CMSSignedData(octets));
    } catch (CMSException | RuntimeException unreadable) {
      throw malformed(what);
    }
  }

  private SignerInformation signer() {
    return signers.getFirst();
  }

  private void requireContent() {
    if (signed.getSignedContent() == null
        || !signed.getSignedContentTypeOID().equals(CMSObjectIdentifiers.data.getId())) {
      throw rejected(what, "-detached", "does not contain its signed content");
    }
  }

  private void requireAlgorithms() {
    ASN1ObjectIdentifier digest = signer().getDigestAlgorithmID().getAlgorithm();
    ASN1ObjectIdentifier signature =
        signer().toASN1Structure().getDigestEncryptionAlgorithm().getAlgorithm();
    if (DSA.contains(signature)) {
      throw rejected(what, "-dsa", "is signed by DSA; the form with RSA of 2048 bits is needed");
    }
    if (digest.equals(OIWObjectIdentifiers.idSHA1)) {
      throw rejected(
          what, "-sha1", "is signed over SHA-1; the form with RSA of 2048 bits is needed");
    }
    if (!digest.equals(NISTObjectIdentifiers.id_sha256) || !RSA.contains(signature)) {
      throw rejected(what, "-algorithm", "is not signed by RSA over SHA-256");
    }
  }

  /** The certificates in the document, which are not verified. */
  public List<X509Certificate> certificates() {
    if (certificates.size() > MAX_CERTIFICATES) {
      throw rejected(what, "-certificates", "holds more certificates than a signer needs");
    }
    List<X509Certificate> read = new ArrayList<>();
    for (X509CertificateHolder each : certificates) {
      try {
        read.add(Pem.certificate(each.getEncoded()));
      } catch (IOException | ProblemException unreadable) {
        throw rejected(what, "-certificate", "holds a certificate that can't be read");
      }
    }
    return read;
  }

  /** Whether the signer names this certificate. */
  public boolean names(X509Certificate certificate) {
    try {
      return signer().getSID().match(new X509CertificateHolder(certificate.getEncoded()));
    } catch (IOException | CertificateEncodingException impossible) {
      throw new IllegalStateException("a certificate has an encoding", impossible);
    }
  }

  /** Whether this RSA key of at least 2048 bits made the signature. */
  public boolean isSignedBy(PublicKey key) {
    if (!(key instanceof RSAPublicKey rsa) || rsa.getModulus().bitLength() < MIN_RSA_BITS) {
      return false;
    }
    try {
      return signer().verify(new JcaSimpleSignerInfoVerifierBuilder().build(key));
    } catch (CMSException | OperatorCreationException | RuntimeException invalid) {
      return false; // the library throws unchecked ones for malformed attributes
    }
  }

  /** The content as a JSON object, after verification of the signature with this key. */
  public Claims verify(PublicKey key) {
    if (!isSignedBy(key)) {
      throw rejected(what, "-signature", "is not signed by its signer");
    }
    return Claims.parse(what, content());
  }

  private byte[] content() {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try {
      signed.getSignedContent().write(content);
    } catch (IOException | CMSException unreadable) {
      throw malformed(what);
    }
    return content.toByteArray();
  }

  /** A refusal of this document. */
  public static ProblemException rejected(String what, String check, String rule) {
    return new ProblemException(
        ProblemType.EVIDENCE_REJECTED, what + check, "The " + what + " " + rule + ".");
  }

  private static ProblemException malformed(String what) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        what + "-cms",
        "The " + what + " is not the base64url of a CMS SignedData.");
  }
}
