package org.bailiwick.node.testing;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/** A leaf that an issuing CA would not make: right in all but what the test changes. */
public final class OddLeaf {
  private final List<String> uris = new ArrayList<>();
  private PublicKey key = TestKeys.ec().getPublic();
  private int keyUsage = KeyUsage.digitalSignature;
  private KeyPurposeId purpose = KeyPurposeId.id_kp_clientAuth;
  private String signature = "SHA256withECDSA";
  private boolean authority;
  private boolean unknownCritical;

  public OddLeaf uri(String uri) {
    uris.add(uri);
    return this;
  }

  public OddLeaf key(PublicKey other) {
    key = other;
    return this;
  }

  public OddLeaf keyUsage(int bits) {
    keyUsage = bits;
    return this;
  }

  public OddLeaf purpose(KeyPurposeId other) {
    purpose = other;
    return this;
  }

  public OddLeaf signature(String algorithm) {
    signature = algorithm;
    return this;
  }

  public OddLeaf asAuthority() {
    authority = true;
    return this;
  }

  public OddLeaf withUnknownCriticalExtension() {
    unknownCritical = true;
    return this;
  }

  /** The chain, leaf first, with the authority's issuing CA. */
  public List<X509Certificate> under(TestCa ca) {
    return List.of(signedBy(ca.issuing().getSubjectX500Principal(), ca.issuingKey()), ca.issuing());
  }

  public X509Certificate signedBy(X500Principal issuer, KeyPair issuerKey) {
    return signedBy(issuer, issuerKey.getPrivate());
  }

  private X509Certificate signedBy(X500Principal issuer, PrivateKey issuerKey) {
    try {
      Instant now = java.time.Clock.systemUTC().instant();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              BigInteger.TEN,
              Date.from(now.minusSeconds(3600)),
              Date.from(now.plusSeconds(3600)),
              new X500Principal("CN=odd"),
              key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      GeneralName[] names =
          uris.stream()
              .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
              .toArray(GeneralName[]::new);
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      if (unknownCritical) {
        builder.addExtension(
            new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1"), true, new DEROctetString(new byte[0]));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(TestKeys.signer(signature, issuerKey)));
    } catch (java.io.IOException
        | java.security.GeneralSecurityException
        | org.bouncycastle.operator.OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
