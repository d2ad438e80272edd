package org.bailiwick.aca.evidence.tpm;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.credential.KeyAlgorithm;

/**
 * The public part of a signing key in a TPM (TPM2B_PUBLIC, part 2 section 12.2): RSA, P-256 or
 * P-384.
 *
 * @param attributes the operations that the TPM permits with the key
 * @param scheme the signature scheme, if it is fixed
 * @param name the TPM's name of the key: algorithm and digest of its public part
 */
record TpmPublic(TpmAttributes attributes, Optional<TpmScheme> scheme, PublicKey key, Octets name) {

  private static final int NULL = 0x0010;
  private static final int RSA = 0x0001;
  private static final int ECC = 0x0023;
  private static final int MAX_OCTETS = 1024;
  private static final int MAX_DIGEST = 64;
  private static final int MAX_MODULUS = 512;
  private static final int MAX_COORDINATE = 48;
  private static final int DEFAULT_EXPONENT = 65_537;

  private static final Map<Integer, String> CURVES =
      Map.of(0x0003, "secp256r1", 0x0004, "secp384r1");

  static TpmPublic parse(String what, byte[] sized) {
    if (sized.length > MAX_OCTETS) {
      throw TpmReader.of(what, sized).malformed();
    }
    TpmReader in = TpmReader.inside(what, sized);
    int type = in.number16();
    TpmHash nameHash = TpmHash.read(in);
    TpmAttributes attributes = TpmAttributes.read(in);
    in.sized(MAX_DIGEST); // authorisation policy
    if (in.number16() != NULL) {
      throw in.unknown("symmetric"); // only a decryption key has one
    }
    Optional<TpmScheme> scheme = TpmScheme.readOptional(in);
    KeySpec spec =
        switch (type) {
          case RSA -> rsa(in);
          case ECC -> ecc(in);
          default -> throw in.unknown("type");
        };
    in.end();
    PublicKey key = key(type == RSA ? "RSA" : "EC", spec, in);
    if (scheme.filter(each -> !each.kind().fits(key.getAlgorithm())).isPresent()) {
      throw in.unknown("scheme");
    }
    return new TpmPublic(attributes, scheme, key, name(nameHash, sized));
  }

  private static KeySpec rsa(TpmReader in) {
    int bits = in.number16();
    int exponent = in.number32();
    BigInteger modulus = new BigInteger(1, in.sized(MAX_MODULUS));
    if (modulus.bitLength() != bits) {
      throw in.malformed();
    }
    return new RSAPublicKeySpec(
        modulus,
        BigInteger.valueOf(exponent == 0 ? DEFAULT_EXPONENT : Integer.toUnsignedLong(exponent)));
  }

  private static KeySpec ecc(TpmReader in) {
    String curve = CURVES.get(in.number16());
    if (curve == null || in.number16() != NULL) { // only a key agreement key has a KDF
      throw in.unknown("curve");
    }
    BigInteger x = new BigInteger(1, in.sized(MAX_COORDINATE));
    BigInteger y = new BigInteger(1, in.sized(MAX_COORDINATE));
    return new ECPublicKeySpec(new ECPoint(x, y), parameters(curve));
  }

  private static ECParameterSpec parameters(String curve) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(curve));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has " + curve, impossible);
    }
  }

  private static PublicKey key(String algorithm, KeySpec spec, TpmReader in) {
    try {
      PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(spec);
      if (KeyAlgorithm.acceptsDeviceKey(key)) {
        return key;
      }
    } catch (GeneralSecurityException | RuntimeException invalid) {
      throw in.unknown("key");
    }
    throw in.unknown("key");
  }

  /** Part 1 section 16: the algorithm's number, then the digest of TPMT_PUBLIC. */
  private static Octets name(TpmHash hash, byte[] sized) {
    byte[] content = Octets.of(sized, Short.BYTES, sized.length).bytes();
    return Octets.of(
        ByteBuffer.allocate(Short.BYTES + hash.octets())
            .putShort((short) hash.id())
            .put(hash.of(content))
            .array());
  }
}
