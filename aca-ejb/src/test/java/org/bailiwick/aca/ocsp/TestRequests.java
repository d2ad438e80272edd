package org.bailiwick.aca.ocsp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Requests as a library writes them, to hold our own reader against. */
final class TestRequests {

  private static final ASN1ObjectIdentifier NONCE = OCSPObjectIdentifiers.id_pkix_ocsp_nonce;

  private TestRequests() {}

  static CertificateID sha1(X509Certificate issuer, long serial) {
    return id(issuer, BigInteger.valueOf(serial), OIWObjectIdentifiers.idSHA1);
  }

  static CertificateID sha256(X509Certificate issuer, long serial) {
    return id(issuer, BigInteger.valueOf(serial), NISTObjectIdentifiers.id_sha256);
  }

  static CertificateID id(X509Certificate issuer, BigInteger serial, ASN1ObjectIdentifier hash) {
    try {
      return new CertificateID(
          new JcaDigestCalculatorProviderBuilder().build().get(new AlgorithmIdentifier(hash)),
          new JcaX509CertificateHolder(issuer),
          serial);
    } catch (OperatorCreationException | OCSPException | CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] plain(CertificateID... ids) {
    return request(null, ids);
  }

  /** With a nonce of this many octets. */
  static byte[] withNonce(int octets, CertificateID... ids) {
    return request(extension(NONCE, false, new DEROctetString(new byte[octets])), ids);
  }

  static byte[] request(Extension extension, CertificateID... ids) {
    OCSPReqBuilder builder = new OCSPReqBuilder();
    for (CertificateID id : ids) {
      builder.addRequest(id);
    }
    if (extension != null) {
      builder.setRequestExtensions(new Extensions(extension));
    }
    try {
      return builder.build().getEncoded();
    } catch (OCSPException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Extension extension(String oid, boolean critical) {
    return extension(new ASN1ObjectIdentifier(oid), critical, new DEROctetString(new byte[3]));
  }

  private static Extension extension(
      ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      return new Extension(oid, critical, value.toASN1Primitive().getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
