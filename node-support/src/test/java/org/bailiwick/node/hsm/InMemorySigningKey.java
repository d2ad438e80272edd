package org.bailiwick.node.hsm;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import org.bailiwick.contract.testing.TestKeys;

/** A signing key for tests that need no token. */
public final class InMemorySigningKey implements SigningKey {

  private final String id;
  private final KeyPair pair;
  private final String algorithm;

  public InMemorySigningKey(String id, KeyPair pair) {
    this.id = id;
    this.pair = pair;
    this.algorithm = KeyShape.of(pair.getPublic()).signatureAlgorithm();
  }

  /** A fresh key, except that RSA keys of a JVM are one: it takes seconds to make them. */
  public static InMemorySigningKey generate(String id, KeyShape shape) {
    if (shape == KeyShape.RSA_3072) {
      return new InMemorySigningKey(id, TestKeys.rsa3072());
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(shape.family());
      generator.initialize(shape.parameters());
      return new InMemorySigningKey(id, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public PublicKey publicKey() {
    return pair.getPublic();
  }

  @Override
  public String algorithm() {
    return algorithm;
  }

  @Override
  public byte[] sign(byte[] tbs) {
    try {
      Signature signature = TestKeys.signature(algorithm);
      signature.initSign(pair.getPrivate());
      signature.update(tbs);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
