package org.bailiwick.aca.lint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.TBSCertificate;

/**
 * The certificate body to check, encoded and parsed, and the issuer's body. A self-signed body is
 * its own issuer.
 */
final class Specimen {

  private final byte[] encoded;
  private final TBSCertificate body;
  private final Optional<Certificate> signed;
  private final TBSCertificate issuer;
  private final CertificateProfile profile;
  private final Map<ASN1ObjectIdentifier, Optional<ASN1Encodable>> values = new HashMap<>();

  Specimen(
      byte[] encoded,
      Optional<Certificate> signed,
      Optional<TBSCertificate> issuer,
      CertificateProfile profile) {
    this.encoded = encoded;
    this.body =
        signed
            .map(Certificate::getTBSCertificate)
            .orElseGet(() -> TBSCertificate.getInstance(encoded));
    this.signed = signed;
    this.issuer = issuer.orElse(body);
    this.profile = profile;
  }

  byte[] encoded() {
    return encoded;
  }

  TBSCertificate body() {
    return body;
  }

  Optional<Certificate> signed() {
    return signed;
  }

  TBSCertificate issuer() {
    return issuer;
  }

  CertificateProfile profile() {
    return profile;
  }

  boolean is(CertificateProfile... any) {
    return Arrays.asList(any).contains(profile);
  }

  Optional<Extension> extension(ASN1ObjectIdentifier oid) {
    return extension(body, oid);
  }

  static Optional<Extension> extension(TBSCertificate of, ASN1ObjectIdentifier oid) {
    return Optional.ofNullable(of.getExtensions()).map(all -> all.getExtension(oid));
  }

  /** The value of an extension, if there is one. It is parsed once. */
  Optional<ASN1Encodable> value(ASN1ObjectIdentifier oid) {
    return values.computeIfAbsent(oid, key -> extension(key).map(Extension::getParsedValue));
  }

  Set<ASN1ObjectIdentifier> extensions() {
    Extensions all = body.getExtensions();
    return all == null ? Set.of() : Set.copyOf(List.of(all.getExtensionOIDs()));
  }

  /** Subject alternative names of one kind ({@link GeneralName} tag). */
  List<String> names(int tag) {
    List<String> found = new ArrayList<>();
    for (GeneralName name : names()) {
      if (name.getTagNo() == tag) {
        found.add(name.getName().toString());
      }
    }
    return found;
  }

  int nameCount() {
    return names().length;
  }

  private GeneralName[] names() {
    return value(Extension.subjectAlternativeName)
        .map(value -> GeneralNames.getInstance(value).getNames())
        .orElse(new GeneralName[0]);
  }
}
