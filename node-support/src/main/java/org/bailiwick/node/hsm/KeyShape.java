package org.bailiwick.node.hsm;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Locale;

/** The kinds of key that a node's token may hold, and the signature algorithm of each. */
public enum KeyShape {
  EC_P256("EC", 256, "SHA256withECDSA"),
  EC_P384("EC", 384, "SHA384withECDSA"),
  RSA_3072("RSA", 3072, "SHA256withRSA");

  private final String family;
  private final int bits;
  private final String signatureAlgorithm;

  KeyShape(String family, int bits, String algorithm) {
    this.family = family;
    this.bits = bits;
    this.signatureAlgorithm = algorithm;
  }

  /** From a token like {@code ec-p256}. */
  public static KeyShape parse(String token) {
    return Arrays.stream(values())
        .filter(shape -> shape.token().equals(token))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no key shape is called " + token));
  }

  /** The shape of an existing key. */
  public static KeyShape of(PublicKey key) {
    int bits =
        switch (key) {
          case ECPublicKey ec -> ec.getParams().getOrder().bitLength();
          case RSAPublicKey rsa -> rsa.getModulus().bitLength();
          default -> 0;
        };
    return Arrays.stream(values())
        .filter(shape -> shape.family.equals(key.getAlgorithm()) && shape.bits == bits)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a key of %s with %d bits is not used here"
                        .formatted(key.getAlgorithm(), bits)));
  }

  public String token() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** JCA name of the key algorithm. */
  public String family() {
    return family;
  }

  /** JCA name of the signature algorithm. */
  public String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /** Parameters for a JCA key pair generator. */
  public AlgorithmParameterSpec parameters() {
    return switch (this) {
      case EC_P256 -> new ECGenParameterSpec("secp256r1");
      case EC_P384 -> new ECGenParameterSpec("secp384r1");
      case RSA_3072 -> new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4);
    };
  }
}
