package org.bailiwick.node.jose;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.node.signature.Verification;

/**
 * The {@code alg} values of asymmetric signatures (RFC 7518 section 3.1, RFC 8037), each with the
 * kind of key that it requires.
 */
public final class JwsAlgorithm {

  public static final JwsAlgorithm ES256 = ecdsa("ES256", "secp256r1", 64);
  public static final JwsAlgorithm ES384 = ecdsa("ES384", "secp384r1", 96);
  public static final JwsAlgorithm ES512 = ecdsa("ES512", "secp521r1", 132);
  public static final JwsAlgorithm RS256 = rsa("RS256");
  public static final JwsAlgorithm RS384 = rsa("RS384");
  public static final JwsAlgorithm RS512 = rsa("RS512");
  public static final JwsAlgorithm PS256 = pss("PS256", MGF1ParameterSpec.SHA256, 32);
  public static final JwsAlgorithm PS384 = pss("PS384", MGF1ParameterSpec.SHA384, 48);
  public static final JwsAlgorithm PS512 = pss("PS512", MGF1ParameterSpec.SHA512, 64);

  /** EdDSA with keys on Ed25519; keys on Ed448 are refused. */
  public static final JwsAlgorithm EDDSA =
      new JwsAlgorithm("EdDSA", Verification.by("Ed25519"), JwsAlgorithm::isEd25519, 64);

  private static final Map<String, JwsAlgorithm> BY_NAME =
      Stream.of(ES256, ES384, ES512, RS256, RS384, RS512, PS256, PS384, PS512, EDDSA)
          .collect(Collectors.toUnmodifiableMap(each -> each.alg, each -> each));

  /** RFC 7518 sections 3.3 and 3.5. */
  private static final int MIN_RSA_BITS = 2048;

  private static final int ANY_LENGTH = 0;

  private final String alg;
  private final Verification verification;
  private final Predicate<PublicKey> keys;
  private final int length;

  private JwsAlgorithm(
      String alg, Verification verification, Predicate<PublicKey> keys, int length) {
    this.alg = alg;
    this.verification = verification;
    this.keys = keys;
    this.length = length;
  }

  /** The algorithm of this exact name; empty for {@code none}, HMACs and unknown names. */
  public static Optional<JwsAlgorithm> find(String alg) {
    return Optional.ofNullable(BY_NAME.get(alg));
  }

  /** Whether the key is of the kind that this algorithm requires. */
  public boolean fits(PublicKey key) {
    return keys.test(key);
  }

  /**
   * Whether the key fits and made this signature of these octets, in the form that JOSE and COSE
   * have in common (RFC 7518 section 3.4, RFC 9053 section 2.1).
   */
  public boolean accepts(PublicKey key, byte[] signingInput, byte[] signature) {
    return fits(key)
        && (length == ANY_LENGTH || length == signature.length)
        && verification.accepts(key, signingInput, signature);
  }

  /** The name in JOSE. */
  @Override
  public String toString() {
    return alg;
  }

  private static boolean isLongRsa(PublicKey key) {
    return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS;
  }

  private static boolean isEd25519(PublicKey key) {
    return key instanceof EdECPublicKey edwards && edwards.getParams().getName().equals("Ed25519");
  }

  /** ES256 is ECDSA with SHA-256, and so on: the digest has the name's number. */
  private static JwsAlgorithm ecdsa(String alg, String curveName, int length) {
    EllipticCurve curve = curve(curveName);
    return new JwsAlgorithm(
        alg,
        Verification.by("SHA" + alg.substring(2) + "withECDSAinP1363Format"),
        key -> key instanceof ECPublicKey ec && ec.getParams().getCurve().equals(curve),
        length);
  }

  private static JwsAlgorithm rsa(String alg) {
    return new JwsAlgorithm(
        alg,
        Verification.by("SHA" + alg.substring(2) + "withRSA"),
        JwsAlgorithm::isLongRsa,
        ANY_LENGTH);
  }

  private static JwsAlgorithm pss(String alg, MGF1ParameterSpec mask, int salt) {
    PSSParameterSpec parameters =
        new PSSParameterSpec(
            mask.getDigestAlgorithm(), "MGF1", mask, salt, PSSParameterSpec.TRAILER_FIELD_BC);
    return new JwsAlgorithm(
        alg, Verification.by("RSASSA-PSS", parameters), JwsAlgorithm::isLongRsa, ANY_LENGTH);
  }

  private static EllipticCurve curve(String name) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(name));
      return parameters.getParameterSpec(ECParameterSpec.class).getCurve();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the Java platform knows " + name, impossible);
    }
  }
}
