package org.bailiwick.contract.testing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

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

  private static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Rsa2048 {
    static final KeyPair PAIR = rsa(2048);
  }

  private static final class Rsa3072 {
    static final KeyPair PAIR = rsa(3072);
  }
}
