package org.bailiwick.policy.bundle;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/** The algorithms of bundles (RFC 7518 section 3.1), each with the only kind of key that fits. */
enum BundleAlgorithm {
  ES256("SHA256withECDSAinP1363Format", "secp256r1"),
  ES384("SHA384withECDSAinP1363Format", "secp384r1"),
  PS256("RSASSA-PSS", "");

  /** RFC 7518 section 3.5, and a bound of the time that a verification takes. */
  private static final int MIN_RSA_BITS = 2048;

  private static final int MAX_RSA_BITS = 8192;
  private static final PSSParameterSpec PSS =
      new PSSParameterSpec(
          "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

  private final String jca;
  private final String curve;

  BundleAlgorithm(String jca, String curve) {
    this.jca = jca;
    this.curve = curve;
  }

  /** Empty for {@code none}, HMACs and every other name. */
  static Optional<BundleAlgorithm> find(String alg) {
    return Arrays.stream(values()).filter(each -> each.name().equals(alg)).findFirst();
  }

  /** The algorithm for this key; empty if there is none. */
  static Optional<BundleAlgorithm> of(PublicKey key) {
    return Arrays.stream(values()).filter(each -> each.fits(key)).findFirst();
  }

  boolean fits(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec -> !curve.isEmpty() && isOnCurve(ec.getParams());
      case RSAPublicKey rsa -> {
        int bits = rsa.getModulus().bitLength();
        yield curve.isEmpty() && bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS;
      }
      default -> false;
    };
  }

  private boolean isOnCurve(ECParameterSpec parameters) {
    try {
      AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
      named.init(new ECGenParameterSpec(curve));
      ECParameterSpec expected = named.getParameterSpec(ECParameterSpec.class);
      return expected.getCurve().equals(parameters.getCurve())
          && expected.getGenerator().equals(parameters.getGenerator());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform knows " + curve, e);
    }
  }

  /** Whether the key made this signature; false for a key that does not fit. */
  boolean accepts(PublicKey key, byte[] input, byte[] signature) {
    if (!fits(key)) {
      return false;
    }
    try {
      Signature verifier = prepared();
      verifier.initVerify(key);
      verifier.update(input);
      return verifier.verify(signature);
    } catch (GeneralSecurityException unfit) {
      return false;
    }
  }

  byte[] sign(PrivateKey key, byte[] input) throws GeneralSecurityException {
    Signature signer = prepared();
    signer.initSign(key);
    signer.update(input);
    return signer.sign();
  }

  private Signature prepared() throws GeneralSecurityException {
    Signature signature = Signature.getInstance(jca);
    if (this == PS256) {
      signature.setParameter(PSS);
    }
    return signature;
  }
}
