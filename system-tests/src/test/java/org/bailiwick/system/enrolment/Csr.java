package org.bailiwick.system.enrolment;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** A PKCS#10 request put together part by part, so that any part can be wrong (RFC 2986). */
final class Csr {
  private int version;
  private X500Name subject = new X500Name("CN=agent");
  private SubjectPublicKeyInfo publicKey;
  private PrivateKey signer;
  private ASN1ObjectIdentifier algorithm = X9ObjectIdentifiers.ecdsa_with_SHA256;
  private String jcaAlgorithm = "SHA256withECDSA";
  private final ASN1EncodableVector attributes = new ASN1EncodableVector();
  private boolean unsigned;

  private Csr(SubjectPublicKeyInfo publicKey, PrivateKey signer) {
    this.publicKey = publicKey;
    this.signer = signer;
  }

  static Csr of(KeyPair key) {
    return new Csr(
        SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()), key.getPrivate());
  }

  Csr version(int number) {
    this.version = number;
    return this;
  }

  Csr subject(String name) {
    this.subject = new X500Name(name);
    return this;
  }

  Csr publicKey(SubjectPublicKeyInfo other) {
    this.publicKey = other;
    return this;
  }

  Csr signedBy(PrivateKey other) {
    this.signer = other;
    return this;
  }

  Csr algorithm(ASN1ObjectIdentifier oid) {
    this.algorithm = oid;
    return this;
  }

  Csr rsa() {
    this.algorithm = PKCSObjectIdentifiers.sha256WithRSAEncryption;
    this.jcaAlgorithm = "SHA256withRSA";
    return this;
  }

  Csr sha1() {
    this.algorithm = X9ObjectIdentifiers.ecdsa_with_SHA1;
    this.jcaAlgorithm = "SHA1withECDSA";
    return this;
  }

  Csr unsigned() {
    this.unsigned = true;
    return this;
  }

  Csr asking(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      byte[] content = value.toASN1Primitive().getEncoded("DER");
      Extension extension = new Extension(oid, critical, new DEROctetString(content));
      return attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new Extensions(extension));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Csr attribute(ASN1ObjectIdentifier oid, ASN1Encodable... values) {
    attributes.add(new DERSequence(new ASN1Encodable[] {oid, new DERSet(values)}));
    return this;
  }

  byte[] der() {
    try {
      ASN1Encodable[] parts = {
        new ASN1Integer(version),
        subject,
        publicKey,
        new DERTaggedObject(false, 0, new DERSet(attributes))
      };
      DERSequence body = new DERSequence(parts);
      ASN1Encodable[] whole = {
        body,
        new AlgorithmIdentifier(algorithm),
        new DERBitString(unsigned ? new byte[0] : sign(body.getEncoded("DER")))
      };
      return new DERSequence(whole).getEncoded("DER");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] sign(byte[] body) {
    try {
      Signature signature = TestKeys.signature(jcaAlgorithm);
      signature.initSign(signer);
      signature.update(body);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
