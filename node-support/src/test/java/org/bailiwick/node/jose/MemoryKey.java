package org.bailiwick.node.jose;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.hsm.SigningKey;

/** A signing key in memory. */
record MemoryKey(KeyPair pair, String algorithm) implements SigningKey {
  @Override
  public String id() {
    return "memory";
  }

  @Override
  public PublicKey publicKey() {
    return pair.getPublic();
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
