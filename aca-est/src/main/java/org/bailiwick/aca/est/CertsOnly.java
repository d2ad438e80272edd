package org.bailiwick.aca.est;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bailiwick.aca.claims.Octets;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/**
 * Encodes certificates as CMS SignedData without signers (RFC 5272 section 4.1, RFC 8551 section
 * 3.8).
 */
public final class CertsOnly {

  private CertsOnly() {}

  public static Octets of(List<X509Certificate> certificates) {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addCertificates(new JcaCertStore(certificates));
      return Octets.of(
          generator
              .generate(new CMSAbsentContent())
              .toASN1Structure()
              .getEncoded(ASN1Encoding.DER));
    } catch (CMSException | CertificateEncodingException | IOException impossible) {
      throw new IllegalStateException("the certificates can't be encoded", impossible);
    }
  }
}
