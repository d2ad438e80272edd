package org.bailiwick.master.identityprovider;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.SigningKey;

/** The key of a file, by which this domain shows a provider that it is its client. */
record KeyInFile(PrivateKey key, PublicKey publicKey) implements SigningKey {

  @Override
  public String id() {
    return "provider-client";
  }

  @Override
  public String algorithm() {
    return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
  }

  @Override
  public byte[] sign(byte[] tbs) {
    try {
      Signature signature = Signature.getInstance(algorithm());
      signature.initSign(key);
      signature.update(tbs);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE, "provider-client-key", "The key does not sign.", e);
    }
  }

  /** Omits the key. */
  @Override
  public String toString() {
    return "KeyInFile";
  }
}
