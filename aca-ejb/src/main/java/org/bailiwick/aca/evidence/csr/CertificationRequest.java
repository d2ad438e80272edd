package org.bailiwick.aca.evidence.csr;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.signature.Verification;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/**
 * A PKCS#10 request (RFC 2986) that proves possession of a key. Only the public key is taken from
 * it: the authority chooses subject and extensions. A request for dangerous extensions is refused
 * all the same, since it is an attack or a mistake.
 */
public final class CertificationRequest {

  /** Signature algorithms by OID, each for one kind of key. */
  private static final Map<ASN1ObjectIdentifier, Verification> SIGNATURES =
      Map.of(
          X9ObjectIdentifiers.ecdsa_with_SHA256, Verification.by("SHA256withECDSA"),
          X9ObjectIdentifiers.ecdsa_with_SHA384, Verification.by("SHA384withECDSA"),
          PKCSObjectIdentifiers.sha256WithRSAEncryption, Verification.by("SHA256withRSA"),
          PKCSObjectIdentifiers.sha384WithRSAEncryption, Verification.by("SHA384withRSA"),
          PKCSObjectIdentifiers.sha512WithRSAEncryption, Verification.by("SHA512withRSA"),
          EdECObjectIdentifiers.id_Ed25519, Verification.by("Ed25519"));

  private CertificationRequest() {}

  /**
   * Verifies a request.
   *
   * @param name the only URI that the request may contain as a name
   * @throws ProblemException INVALID_CSR or PROOF_OF_POSSESSION_FAILED
   */
  public static ProvedKey verify(byte[] der, String name) {
    PKCS10CertificationRequest request = parse(der);
    ProvedKey key = ProvedKey.of(ProvedKey.read(request.getSubjectPublicKeyInfo(), "csr-key"));
    verifySignature(request, key.key());
    RequestedExtensions.requireHarmless(extensions(request), name);
    return key;
  }

  /**
   * The unverified tokens in the request's attribute id-aa-attestation. They must name the
   * request's key to be accepted.
   *
   * @param der a verified request
   * @throws ProblemException INVALID_CSR or MALFORMED_REQUEST
   */
  public static List<ConveyedToken> attestations(byte[] der) {
    return AttestationAttribute.read(parse(der).getAttributes(AttestationAttribute.OID));
  }

  /** Requires the subject and names of this certificate (RFC 7030 section 4.2.2) and a new key. */
  public static void requireRenewal(byte[] der, ProvedKey key, X509Certificate current) {
    PKCS10CertificationRequest request = parse(der);
    X500Name subject = X500Name.getInstance(current.getSubjectX500Principal().getEncoded());
    if (!subject.equals(request.getSubject())) {
      throw refused("renewal-subject", "The CSR names another subject than the certificate.");
    }
    Extensions extensions = extensions(request);
    Optional<ASN1OctetString> wanted =
        Optional.ofNullable(extensions)
            .map(each -> each.getExtension(Extension.subjectAlternativeName))
            .map(Extension::getExtnValue);
    Optional<ASN1OctetString> had =
        Optional.ofNullable(current.getExtensionValue(Extension.subjectAlternativeName.getId()))
            .map(ASN1OctetString::getInstance);
    if (!wanted.equals(had)) {
      throw refused("renewal-names", "The CSR has other alternative names than the certificate.");
    }
    if (key.key().equals(current.getPublicKey())) {
      throw refused("renewal-key", "A renewal needs a new key.");
    }
  }

  private static PKCS10CertificationRequest parse(byte[] der) {
    try {
      PKCS10CertificationRequest request =
          new PKCS10CertificationRequest(
              org.bouncycastle.asn1.pkcs.CertificationRequest.getInstance(StrictDer.parse(der)));
      if (!request.toASN1Structure().getCertificationRequestInfo().getVersion().hasValue(0)) {
        throw refused("csr-version", "The CSR is not of version 1.");
      }
      return request;
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException notPkcs10) {
      throw refused("csr-der", "The CSR is not a PKCS#10 request in strict DER.");
    }
  }

  private static void verifySignature(PKCS10CertificationRequest request, PublicKey key) {
    Verification algorithm = SIGNATURES.get(request.getSignatureAlgorithm().getAlgorithm());
    if (algorithm == null) {
      throw refused(
          "csr-signature-algorithm", "The CSR is signed with an algorithm that is not accepted.");
    }
    ASN1BitString signature = request.toASN1Structure().getSignature();
    try {
      byte[] signed =
          request.toASN1Structure().getCertificationRequestInfo().getEncoded(ASN1Encoding.DER);
      if (signature.getPadBits() == 0 && algorithm.accepts(key, signed, signature.getOctets())) {
        return;
      }
    } catch (IOException invalid) {
      throw unproved();
    }
    throw unproved();
  }

  private static Extensions extensions(PKCS10CertificationRequest request) {
    Set<ASN1ObjectIdentifier> seen = new HashSet<>();
    for (Attribute attribute : request.getAttributes()) {
      if (!seen.add(attribute.getAttrType())) {
        throw refused("csr-attribute-twice", "The CSR has an attribute twice.");
      }
    }
    Attribute[] requests = request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest);
    if (requests.length == 0) {
      return null;
    }
    if (requests[0].getAttrValues().size() != 1) {
      throw refused("csr-extension-request", "The CSR's extension request has not one value.");
    }
    try {
      return Extensions.getInstance(requests[0].getAttrValues().getObjectAt(0));
    } catch (IllegalArgumentException | IllegalStateException unreadable) {
      throw refused("csr-extension-request", "The CSR's extension request can't be read.");
    }
  }

  private static ProblemException unproved() {
    return new ProblemException(
        ProblemType.PROOF_OF_POSSESSION_FAILED,
        "csr-signature",
        "The CSR is not signed by the key that it names.");
  }

  static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.INVALID_CSR, check, detail);
  }
}
