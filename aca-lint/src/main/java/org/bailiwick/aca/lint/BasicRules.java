package org.bailiwick.aca.lint;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The rules for encoding, version, serial number and signature algorithm. */
final class BasicRules {

  private static final int VERSION_3 = 3;
  private static final int SERIAL_OCTETS = 20;
  private static final int SERIAL_BITS = 64;
  private static final Set<ASN1ObjectIdentifier> ECDSA =
      Set.of(X9ObjectIdentifiers.ecdsa_with_SHA256, X9ObjectIdentifiers.ecdsa_with_SHA384);
  private static final Set<ASN1ObjectIdentifier> RSA =
      Set.of(
          PKCSObjectIdentifiers.sha256WithRSAEncryption,
          PKCSObjectIdentifiers.sha384WithRSAEncryption,
          PKCSObjectIdentifiers.sha512WithRSAEncryption);

  private BasicRules() {}

  static void examine(Specimen specimen, Findings found) {
    found.run("der", () -> encoding(specimen, found));
    found.run("version", () -> version(specimen, found));
    found.run("serial", () -> serial(specimen, found));
    found.run("signature-algorithm", () -> signatureAlgorithm(specimen, found));
  }

  /** X.690 section 11: each value has one encoding. */
  private static void encoding(Specimen specimen, Findings found) {
    found.unless(
        Arrays.equals(specimen.encoded(), der(specimen.body())), "der", "the body is not DER");
  }

  /** RFC 5280 sections 4.1.2.1 and 4.1.2.8. */
  private static void version(Specimen specimen, Findings found) {
    found.unless(
        specimen.body().getVersionNumber() == VERSION_3, "version", "the version is not 3");
    found.unless(
        specimen.body().getIssuerUniqueId() == null && specimen.body().getSubjectUniqueId() == null,
        "unique-id",
        "unique identifiers must not be used");
  }

  /** RFC 5280 section 4.1.2.2; at least 64 random bits, as the CA/Browser Forum requires. */
  private static void serial(Specimen specimen, Findings found) {
    BigInteger serial = specimen.body().getSerialNumber().getValue();
    found.unless(serial.signum() > 0, "serial-positive", "the serial number is not positive");
    found.unless(
        serial.toByteArray().length <= SERIAL_OCTETS,
        "serial-length",
        "the serial number is longer than 20 octets");
    if (specimen.profile() != CertificateProfile.SUBORDINATE) { // another CA chooses its serial
      found.unless(
          serial.bitLength() > SERIAL_BITS,
          "serial-random",
          "the serial number is not longer than 64 bits");
    }
  }

  /** RFC 5280 sections 4.1.1.2 and 4.1.2.3, and an algorithm that fits the issuer's key. */
  private static void signatureAlgorithm(Specimen specimen, Findings found) {
    AlgorithmIdentifier inner = specimen.body().getSignature();
    specimen
        .signed()
        .ifPresent(
            certificate ->
                found.unless(
                    certificate.getSignatureAlgorithm().equals(inner),
                    "signature-algorithm-inner",
                    "inner and outer signature algorithm differ"));
    found.unless(
        fits(specimen.issuer().getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm(), inner),
        "signature-algorithm",
        "the signature algorithm does not fit the issuer's key");
  }

  static boolean fits(ASN1ObjectIdentifier keyAlgorithm, AlgorithmIdentifier signature) {
    if (keyAlgorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return ECDSA.contains(signature.getAlgorithm()) && signature.getParameters() == null;
    }
    return keyAlgorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
        && RSA.contains(signature.getAlgorithm());
  }

  static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalArgumentException("a value can't be encoded", e);
    }
  }
}
