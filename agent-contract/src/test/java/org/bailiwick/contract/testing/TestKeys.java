package org.bailiwick.contract.testing;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/**
 * Key pairs for tests. EC and Ed25519 keys are fresh each time; RSA keys are made once per JVM,
 * being slow to make.
 */
public final class TestKeys {
  private TestKeys() {}

  public static KeyPair ec() {
    return ec("secp256r1");
  }

  public static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
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

  /** A fresh one, for whoever must not share it and can keep it. */
  public static KeyPair ownRsa2048() {
    return rsa(2048);
  }

  public static KeyPair rsa3072() {
    return Rsa3072.PAIR;
  }

  /** By native code where there is any; the keys are the JDK's own all the same. */
  private static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = rsaGenerator();
      generator.initialize(bits);
      KeyPair pair = generator.generateKeyPair();
      KeyFactory ours = KeyFactory.getInstance("RSA");
      return new KeyPair(
          ours.generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded())),
          ours.generatePrivate(new PKCS8EncodedKeySpec(pair.getPrivate().getEncoded())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPairGenerator rsaGenerator() throws GeneralSecurityException {
    try {
      return KeyPairGenerator.getInstance("RSA", AmazonCorrettoCryptoProvider.INSTANCE);
    } catch (NoSuchAlgorithmException noNativeCode) {
      return KeyPairGenerator.getInstance("RSA");
    }
  }

  private static final class Rsa2048 {
    static final KeyPair PAIR = rsa(2048);
  }

  private static final class Rsa3072 {
    static final KeyPair PAIR = rsa(3072);
  }
}
