package org.bailiwick.aca.testing;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Makes PKCS#10 requests, sound or with one defect. */
public final class TestCsr {

  private final KeyPair named;
  private PrivateKey signer;
  private final List<Attribute> attributes = new ArrayList<>();
  private X500Name subject = new X500Name("CN=agent");
  private final ExtensionsGenerator extensions = new ExtensionsGenerator();

  private TestCsr(KeyPair named) {
    this.named = named;
    this.signer = named.getPrivate();
  }

  public static TestCsr of(KeyPair key) {
    return new TestCsr(key);
  }

  public TestCsr subject(String name) {
    this.subject = new X500Name(name);
    return this;
  }

  /** Signed by a key that it does not name. */
  public TestCsr signedBy(PrivateKey other) {
    this.signer = other;
    return this;
  }

  public TestCsr asking(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      extensions.addExtension(oid, critical, value);
      return this;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asking for this URI as the only alternative name. */
  public TestCsr uri(String name) {
    return asking(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, name)));
  }

  /** With one more attribute of these values. */
  public TestCsr attribute(ASN1ObjectIdentifier oid, ASN1Encodable... values) {
    attributes.add(new Attribute(oid, new DERSet(values)));
    return this;
  }

  public byte[] der() {
    PKCS10CertificationRequestBuilder builder =
        new JcaPKCS10CertificationRequestBuilder(subject, named.getPublic());
    for (Attribute each : attributes) {
      builder.addAttribute(each.getAttrType(), each.getAttributeValues());
    }
    if (!extensions.isEmpty()) {
      builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
    }
    try {
      return builder.build(TestKeys.signer(algorithm(), signer)).getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With a signature that is no whole number of octets. */
  public byte[] withUnusedBits() {
    CertificationRequest sound = CertificationRequest.getInstance(der());
    byte[] signature = sound.getSignature().getOctets();
    signature[signature.length - 1] &= (byte) 0xf8;
    try {
      return new CertificationRequest(
              sound.getCertificationRequestInfo(),
              sound.getSignatureAlgorithm(),
              new DERBitString(signature, 3))
          .getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Over an Ed25519 key of no octets. */
  public byte[] overAnEmptyKey() {
    CertificationRequest sound = CertificationRequest.getInstance(der());
    CertificationRequestInfo info = sound.getCertificationRequestInfo();
    AlgorithmIdentifier ed25519 = new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
    try {
      return new CertificationRequest(
              new CertificationRequestInfo(
                  info.getSubject(),
                  new SubjectPublicKeyInfo(ed25519, new byte[0]),
                  info.getAttributes()),
              sound.getSignatureAlgorithm(),
              sound.getSignature())
          .getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The tag [0] of the attributes in its primitive form, in which no set can be encoded. */
  public byte[] withPrimitiveAttributes() {
    CertificationRequest sound = CertificationRequest.getInstance(der());
    ASN1Encodable[] info =
        ASN1Sequence.getInstance(sound.getCertificationRequestInfo().toASN1Primitive()).toArray();
    info[info.length - 1] = new DERTaggedObject(false, 0, new DEROctetString(new byte[0]));
    ASN1Encodable[] request = {
      new DERSequence(info), sound.getSignatureAlgorithm(), sound.getSignature()
    };
    try {
      return new DERSequence(request).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String algorithm() {
    return switch (signer.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> "Ed25519";
    };
  }
}
