package org.bailiwick.contract.testing;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Key pairs for tests. Native code generates them if it is available, because it is faster; the key
 * objects are the JDK's. EC and Ed25519 keys are new at each call. RSA keys are generated once per
 * JVM, because that is slow.
 */
public final class TestKeys {
  private TestKeys() {}

  public static KeyPair ec() {
    return ec("secp256r1");
  }

  public static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = generator("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return asTheJdks("EC", generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static KeyPair ed25519() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static KeyPair rsa2048() {
    return Rsa2048.PAIR;
  }

  /** A new key pair, for a test that must not share its key. */
  public static KeyPair ownRsa2048() {
    return rsa(2048);
  }

  public static KeyPair rsa3072() {
    return Rsa3072.PAIR;
  }

  private static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = generator("RSA");
      generator.initialize(bits);
      return asTheJdks("RSA", generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A signature by native code if it is available, because the JDK's takes milliseconds before its
   * code is compiled.
   */
  public static Signature signature(String algorithm) throws NoSuchAlgorithmException {
    try {
      return Signature.getInstance(algorithm, AmazonCorrettoCryptoProvider.INSTANCE);
    } catch (NoSuchAlgorithmException noNativeCode) {
      return Signature.getInstance(algorithm);
    }
  }

  /** A Bouncy Castle signer that uses {@link #signature}. */
  public static ContentSigner signer(String algorithm, PrivateKey key)
      throws OperatorCreationException {
    try {
      return new JcaContentSignerBuilder(algorithm)
          .setProvider(signature(algorithm).getProvider())
          .build(key);
    } catch (NoSuchAlgorithmException e) {
      throw new OperatorCreationException(algorithm, e);
    }
  }

  private static KeyPairGenerator generator(String algorithm) throws NoSuchAlgorithmException {
    try {
      return KeyPairGenerator.getInstance(algorithm, AmazonCorrettoCryptoProvider.INSTANCE);
    } catch (NoSuchAlgorithmException noNativeCode) {
      return KeyPairGenerator.getInstance(algorithm);
    }
  }

  private static KeyPair asTheJdks(String algorithm, KeyPair pair) throws GeneralSecurityException {
    KeyFactory ours = KeyFactory.getInstance(algorithm);
    return new KeyPair(
        ours.generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded())),
        ours.generatePrivate(new PKCS8EncodedKeySpec(pair.getPrivate().getEncoded())));
  }

  private static final class Rsa2048 {
    static final KeyPair PAIR = rsa(2048);
  }

  private static final class Rsa3072 {
    static final KeyPair PAIR = rsa(3072);
  }
}
