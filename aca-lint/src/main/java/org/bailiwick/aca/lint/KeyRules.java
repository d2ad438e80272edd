package org.bailiwick.aca.lint;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.problem.ProblemException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The rules for the certified key. */
final class KeyRules {

  private KeyRules() {}

  static void examine(Specimen specimen, Findings found) {
    found.run("key", () -> accepted(specimen, found));
    found.run("key-curve", () -> namedCurve(specimen, found));
    found.run("key-parameters", () -> parameters(specimen, found));
    found.run("key-of-issuer", () -> notTheIssuers(specimen, found));
  }

  private static void accepted(Specimen specimen, Findings found) {
    SubjectPublicKeyInfo info = specimen.body().getSubjectPublicKeyInfo();
    try {
      PublicKey key =
          KeyFactory.getInstance(info.getAlgorithm().getAlgorithm().getId())
              .generatePublic(new X509EncodedKeySpec(BasicRules.der(info)));
      KeyAlgorithm.of(key);
    } catch (ProblemException e) {
      found.unless(false, "key", "the key is refused: " + e.detail());
    } catch (GeneralSecurityException e) {
      found.unless(false, "key", "the key can't be read");
    }
  }

  /** RFC 5480 section 2.1.1: the curve is named, as explicit parameters could define any curve. */
  private static void namedCurve(Specimen specimen, Findings found) {
    SubjectPublicKeyInfo info = specimen.body().getSubjectPublicKeyInfo();
    if (info.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      found.unless(
          info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier,
          "key-curve",
          "the curve is not given by its name");
    }
  }

  /**
   * RFC 3279 section 2.3.1, RFC 8410 section 3: no parameters in which an applicant could hide
   * data.
   */
  private static void parameters(Specimen specimen, Findings found) {
    AlgorithmIdentifier kind = specimen.body().getSubjectPublicKeyInfo().getAlgorithm();
    boolean rsa = kind.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
    boolean edwards = kind.getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519);
    found.unless(
        !rsa || DERNull.INSTANCE.equals(kind.getParameters()),
        "key-parameters",
        "the parameters of an RSA key are not NULL");
    found.unless(
        !edwards || kind.getParameters() == null,
        "key-parameters",
        "an Ed25519 key has parameters");
  }

  private static void notTheIssuers(Specimen specimen, Findings found) {
    if (specimen.profile().isSelfSigned()) {
      return;
    }
    found.unless(
        !Arrays.equals(
            BasicRules.der(specimen.body().getSubjectPublicKeyInfo()),
            BasicRules.der(specimen.issuer().getSubjectPublicKeyInfo())),
        "key-of-issuer",
        "the certified key is the issuer's");
  }
}
