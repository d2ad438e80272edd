package org.bailiwick.system.enrolment;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Public keys that prove little or nothing, whoever signs with them. */
final class WeakKeys {
  private static final int PRIME_BITS = 1536;

  private final RSAPublicKey sound = modulusOf(TestKeys.rsa3072());
  private final SecureRandom random = new SecureRandom();

  KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  SubjectPublicKeyInfo withExponent(long exponent) {
    return rsaKey(sound.getModulus(), BigInteger.valueOf(exponent));
  }

  SubjectPublicKeyInfo withEvenModulus() {
    return rsaKey(sound.getModulus().clearBit(0), sound.getPublicExponent());
  }

  /** Fermat's method finds the factors at once. */
  SubjectPublicKeyInfo withClosePrimes() {
    BigInteger prime =
        new BigInteger(PRIME_BITS, random)
            .setBit(PRIME_BITS - 1)
            .setBit(PRIME_BITS - 2)
            .nextProbablePrime();
    return rsaKey(prime.multiply(prime.nextProbablePrime()), sound.getPublicExponent());
  }

  SubjectPublicKeyInfo offCurve() {
    byte[] point =
        SubjectPublicKeyInfo.getInstance(TestKeys.ec().getPublic().getEncoded())
            .getPublicKeyData()
            .getBytes();
    point[point.length - 1] ^= 1;
    return ecKey(SECObjectIdentifiers.secp256r1, point);
  }

  SubjectPublicKeyInfo infinity() {
    return ecKey(SECObjectIdentifiers.secp256r1, new byte[] {0});
  }

  /** P-256 itself, spelt out: whoever may spell out a curve may choose its generator. */
  SubjectPublicKeyInfo explicitParameters() {
    byte[] point =
        SubjectPublicKeyInfo.getInstance(TestKeys.ec().getPublic().getEncoded())
            .getPublicKeyData()
            .getBytes();
    return ecKey(SECNamedCurves.getByName("secp256r1"), point);
  }

  SubjectPublicKeyInfo ofUnknownKind() {
    ASN1ObjectIdentifier dsa = new ASN1ObjectIdentifier("1.2.840.10040.4.1");
    return new SubjectPublicKeyInfo(new AlgorithmIdentifier(dsa), new byte[] {2, 1, 1});
  }

  private static SubjectPublicKeyInfo ecKey(ASN1Encodable parameters, byte[] point) {
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, parameters), point);
  }

  private static SubjectPublicKeyInfo rsaKey(BigInteger modulus, BigInteger exponent) {
    AlgorithmIdentifier rsa =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    try {
      return new SubjectPublicKeyInfo(rsa, new RSAPublicKey(modulus, exponent));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAPublicKey modulusOf(KeyPair key) {
    try {
      return RSAPublicKey.getInstance(
          SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()).parsePublicKey());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
