package org.bailiwick.node.jose;

import java.io.IOException;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.bailiwick.node.hsm.SigningKey;
import org.jose4j.jws.EcdsaUsingShaAlgorithm;

/** The conversion of a key's signatures to JWS signatures (RFC 7518 sections 3.3 and 3.4). */
enum SignatureForm {
  /** ECDSA as the DER sequence that JCA and PKCS#11 providers give by default. */
  ES256_DER("ES256") {
    @Override
    byte[] toJws(byte[] signature) {
      try {
        return EcdsaUsingShaAlgorithm.convertDerToConcatenated(signature, P256_LENGTH);
      } catch (IOException e) {
        throw new IllegalStateException("the key gave a signature that is not DER", e);
      }
    }
  },
  /** ECDSA as two numbers of fixed length (IEEE P1363), which is what JWS wants. */
  ES256_P1363("ES256") {
    @Override
    byte[] toJws(byte[] signature) {
      return signature;
    }
  },
  RS256("RS256") {
    @Override
    byte[] toJws(byte[] signature) {
      return signature;
    }
  };

  private static final int P256_LENGTH = 64;
  private static final int MIN_RSA_BITS = 2048;

  /**
   * Order of the P-256 group, FIPS 186-5 by way of SP 800-186 section 3.2.1.3: tells the curve
   * apart.
   */
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private final String alg;

  SignatureForm(String alg) {
    this.alg = alg;
  }

  abstract byte[] toJws(byte[] signature);

  String alg() {
    return alg;
  }

  static SignatureForm of(SigningKey key) {
    boolean p256 =
        key.publicKey() instanceof ECPublicKey ec && ec.getParams().getOrder().equals(P256_ORDER);
    boolean rsa =
        key.publicKey() instanceof RSAPublicKey pub && pub.getModulus().bitLength() >= MIN_RSA_BITS;
    return switch (key.algorithm()) {
      case "SHA256withECDSA" -> require(p256, ES256_DER);
      case "SHA256withECDSAinP1363Format" -> require(p256, ES256_P1363);
      case "SHA256withRSA" -> require(rsa, RS256);
      default -> throw new IllegalArgumentException("no JWS algorithm for " + key.algorithm());
    };
  }

  private static SignatureForm require(boolean fits, SignatureForm form) {
    if (!fits) {
      throw new IllegalArgumentException("the key does not fit the JWS algorithm " + form.alg);
    }
    return form;
  }
}
