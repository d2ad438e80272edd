package org.bailiwick.aca.est;

import java.io.IOException;
import java.util.Optional;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.profile.CredentialProfiles;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.identity.WorkloadId;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Builds CsrAttrs (RFC 7030 section 4.5.2, RFC 9908), which advise the client on its CSR: the
 * expected key and name, and whether an attestation is expected.
 */
final class RequestAdvice {

  /** id-aa-certificationRequestInfoTemplate (RFC 9908 section 3.4). */
  private static final ASN1ObjectIdentifier TEMPLATE =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.61");

  /** id-aa-extensionReqTemplate (RFC 9908 section 3.4). */
  private static final ASN1ObjectIdentifier EXTENSIONS_TEMPLATE =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.62");

  /** id-aa-attestation (draft-ietf-lamps-csr-attestation-28 section 4). */
  private static final ASN1ObjectIdentifier ATTESTATION =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.59");

  private static final int RSA_BITS = 3072; // the smallest size that KeyAlgorithm accepts

  private RequestAdvice() {}

  /**
   * @param agent empty if the agent is not known
   */
  static Octets of(
      EstLabel.Advice form, CredentialProfiles.Expectation expected, Optional<WorkloadId> agent) {
    KeyAlgorithm key = expected.key();
    ASN1EncodableVector all = new ASN1EncodableVector();
    all.add(keyAttribute(key)); // RFC 9908 section 3.2 allows one kind of key
    if (expected.attestation() != AttestationResult.Status.NONE) {
      all.add(ATTESTATION); // the client chooses the values (RFC 7030 section 4.5.2)
    }
    agent.ifPresent(
        id -> all.add(attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, names(id))));
    if (form == EstLabel.Advice.TEMPLATE) {
      all.add(attribute(TEMPLATE, template(key, agent)));
    }
    try {
      return Octets.of(new DERSequence(all).getEncoded(ASN1Encoding.DER));
    } catch (IOException impossible) {
      throw new IllegalStateException("the attributes can't be encoded", impossible);
    }
  }

  private static ASN1Encodable keyAttribute(KeyAlgorithm key) {
    return switch (key) {
      case EC_P256 -> attribute(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
      case EC_P384 -> attribute(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp384r1);
      case ED25519 ->
          new DERSequence(new ASN1Encodable[] {EdECObjectIdentifiers.id_Ed25519, new DERSet()});
      case RSA -> attribute(PKCSObjectIdentifiers.rsaEncryption, new ASN1Integer(RSA_BITS));
    };
  }

  /** A CertificationRequestInfo whose absent fields the client fills in. */
  private static ASN1Encodable template(KeyAlgorithm key, Optional<WorkloadId> agent) {
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    agent.ifPresent(id -> attributes.add(attribute(EXTENSIONS_TEMPLATE, names(id))));
    return new DERSequence(
        new ASN1Encodable[] {
          new ASN1Integer(0),
          new DERTaggedObject(false, 0, new DERSequence(algorithm(key))),
          new DERTaggedObject(false, 1, new DERSet(attributes))
        });
  }

  private static AlgorithmIdentifier algorithm(KeyAlgorithm key) {
    return switch (key) {
      case EC_P256 ->
          new AlgorithmIdentifier(
              X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
      case EC_P384 ->
          new AlgorithmIdentifier(
              X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp384r1);
      case ED25519 -> new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
      case RSA -> new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    };
  }

  private static ASN1Encodable names(WorkloadId agent) {
    try {
      GeneralNames names =
          new GeneralNames(
              new GeneralName(GeneralName.uniformResourceIdentifier, agent.toString()));
      return new DERSequence(
          new Extension(
              Extension.subjectAlternativeName,
              false,
              new DEROctetString(names.getEncoded(ASN1Encoding.DER))));
    } catch (IOException impossible) {
      throw new IllegalStateException("an agent's name is ASCII", impossible);
    }
  }

  private static ASN1Encodable attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new DERSequence(new ASN1Encodable[] {type, new DERSet(value)});
  }
}
