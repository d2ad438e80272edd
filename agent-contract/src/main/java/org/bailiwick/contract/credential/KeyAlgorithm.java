package org.bailiwick.contract.credential;

import java.security.PublicKey;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The kinds of public key that a credential may hold. The issuer and every verifier use this list.
 * {@code of} also checks the key itself: it refuses a point that is not on its curve and a modulus
 * whose factors are easy to find.
 */
public enum KeyAlgorithm {
  EC_P256,
  EC_P384,
  ED25519,
  RSA;

  /**
   * The smallest RSA key of a credential: 3072 bits have a security strength of 128 bits (NIST SP
   * 800-57 part 1 table 2).
   */
  private static final int MIN_RSA_BITS = 3072;

  /**
   * The smallest RSA key of a device, because today's TPMs and IDevIDs have RSA 2048. Such a key
   * identifies a device; the authority never certifies it.
   */
  private static final int MIN_DEVICE_RSA_BITS = 2048;

  /** The kind of a key that may be certified. It throws INVALID_CSR for every other key. */
  public static KeyAlgorithm of(PublicKey key) {
    return check(key, MIN_RSA_BITS);
  }

  /**
   * Whether a device may prove itself with this key: {@link #of} accepts it, or it is a sound RSA
   * key of at least 2048 bits.
   */
  public static boolean acceptsDeviceKey(PublicKey key) {
    try {
      check(key, MIN_DEVICE_RSA_BITS);
      return true;
    } catch (ProblemException e) {
      return false;
    }
  }

  private static KeyAlgorithm check(PublicKey key, int minRsaBits) {
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
      AlgorithmIdentifier algorithm = info.getAlgorithm();
      if (PKCSObjectIdentifiers.rsaEncryption.equals(algorithm.getAlgorithm())) {
        requireNoParameters(algorithm);
        RsaKeyCheck.check(info, minRsaBits);
        return RSA;
      }
      if (EdECObjectIdentifiers.id_Ed25519.equals(algorithm.getAlgorithm())) {
        requireNoParameters(algorithm);
        return checkEd25519(info);
      }
      if (X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm.getAlgorithm())) {
        return EcKeyCheck.check(info);
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw refused("key-encoding", "The public key cannot be read", e);
    }
    throw refused("key-algorithm", "The key is neither EC P-256, EC P-384, Ed25519 nor RSA", null);
  }

  /**
   * Refuses parameters other than NULL for RSA (RFC 3279 section 2.3.1) and none for Ed25519 (RFC
   * 8410 section 3). The JDK's parsers keep any other parameters, so the sender could give one key
   * many encodings and digests, and put data of its choice into a certificate.
   */
  private static void requireNoParameters(AlgorithmIdentifier algorithm) {
    ASN1Encodable parameters = algorithm.getParameters();
    if (parameters != null && !DERNull.INSTANCE.equals(parameters)) {
      throw refused(
          "key-parameters", "The key has parameters that keys of its kind don't have", null);
    }
  }

  /** Refuses points of small order, for which forged signatures verify (RFC 8032 section 5.1.7). */
  private static KeyAlgorithm checkEd25519(SubjectPublicKeyInfo info) {
    byte[] point = info.getPublicKeyData().getOctets();
    if (point.length != Ed25519.PUBLIC_KEY_SIZE || !Ed25519.validatePublicKeyFull(point, 0)) {
      throw refused(
          "key-ed25519-point", "The Ed25519 key is not a point of the prime-order group", null);
    }
    return ED25519;
  }

  static ProblemException refused(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.INVALID_CSR, check, detail, cause);
  }
}
