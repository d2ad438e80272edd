package org.bailiwick.aca.lint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/** Takes a sound body apart, so that a test can put one defect into it. */
final class SpecimenBuilder {

  ASN1Integer serial;
  X500Name issuer;
  X500Name subject;
  Time start;
  Time end;
  SubjectPublicKeyInfo key;
  AlgorithmIdentifier algorithm;
  final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();

  static SpecimenBuilder of(byte[] tbs) {
    TBSCertificate body = TBSCertificate.getInstance(tbs);
    SpecimenBuilder builder = new SpecimenBuilder();
    builder.serial = body.getSerialNumber();
    builder.issuer = body.getIssuer();
    builder.subject = body.getSubject();
    builder.start = body.getStartDate();
    builder.end = body.getEndDate();
    builder.key = body.getSubjectPublicKeyInfo();
    builder.algorithm = body.getSignature();
    for (ASN1ObjectIdentifier oid : body.getExtensions().getExtensionOIDs()) {
      builder.extensions.put(oid, body.getExtensions().getExtension(oid));
    }
    return builder;
  }

  SpecimenBuilder serial(String decimal) {
    serial = new ASN1Integer(new BigInteger(decimal));
    return this;
  }

  SpecimenBuilder without(ASN1ObjectIdentifier oid) {
    extensions.remove(oid);
    return this;
  }

  SpecimenBuilder critical(ASN1ObjectIdentifier oid, boolean critical) {
    Extension old = extensions.get(oid);
    extensions.put(oid, new Extension(oid, critical, old.getExtnValue()));
    return this;
  }

  SpecimenBuilder with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      extensions.put(
          oid, new Extension(oid, critical, value.toASN1Primitive().getEncoded(ASN1Encoding.DER)));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] tbs() {
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(serial);
    generator.setIssuer(issuer);
    generator.setSubject(subject);
    generator.setStartDate(start);
    generator.setEndDate(end);
    generator.setSubjectPublicKeyInfo(key);
    generator.setSignature(algorithm);
    generator.setExtensions(new Extensions(extensions.values().toArray(new Extension[0])));
    try {
      return generator.generateTBSCertificate().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
