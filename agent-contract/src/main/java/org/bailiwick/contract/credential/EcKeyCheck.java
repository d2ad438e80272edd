package org.bailiwick.contract.credential;

import static org.bailiwick.contract.credential.KeyAlgorithm.refused;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Checks EC public keys. A key must name its curve, because explicit parameters let the sender
 * choose the group (CVE-2020-0601), and hold an uncompressed point on that curve (RFC 5480 section
 * 2.2).
 */
final class EcKeyCheck {
  private EcKeyCheck() {}

  static KeyAlgorithm check(SubjectPublicKeyInfo info) {
    if (!(info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve)) {
      throw refused("key-ec-parameters", "The EC key does not name its curve", null);
    }
    KeyAlgorithm algorithm = algorithm(curve);
    byte[] encoded = info.getPublicKeyData().getOctets();
    if (encoded.length == 0 || encoded[0] != 4) {
      throw refused("key-ec-point", "The EC key is not an uncompressed point", null);
    }
    try {
      ECPoint point = ECNamedCurveTable.getByOID(curve).getCurve().decodePoint(encoded);
      if (point.isValid() && !point.isInfinity()) {
        return algorithm;
      }
    } catch (IllegalArgumentException e) {
      throw refused("key-ec-point", "The EC key is not a point on its curve", e);
    }
    throw refused("key-ec-point", "The EC key is not a point on its curve", null);
  }

  private static KeyAlgorithm algorithm(ASN1ObjectIdentifier curve) {
    if (SECObjectIdentifiers.secp256r1.equals(curve)) {
      return KeyAlgorithm.EC_P256;
    }
    if (SECObjectIdentifiers.secp384r1.equals(curve)) {
      return KeyAlgorithm.EC_P384;
    }
    throw refused("key-ec-curve", "The EC key's curve is neither P-256 nor P-384", null);
  }
}
