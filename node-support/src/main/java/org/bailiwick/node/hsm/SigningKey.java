package org.bailiwick.node.hsm;

import java.security.PublicKey;

/**
 * A private key that signs and whose value cannot be read. In production an HSM holds it ({@link
 * Pkcs11Token}); tests have one in memory. Safe for use by many threads.
 */
public interface SigningKey {

  /** The key's label in its token, the same before and after a lost session. */
  String id();

  /** The public key, from the key's certificate. */
  PublicKey publicKey();

  /** JCA name of the signature algorithm, for instance {@code SHA256withECDSA}. */
  String algorithm();

  /**
   * Signs the bytes; an ECDSA signature is a DER SEQUENCE (RFC 3279 section 2.2.3).
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE when no session was
   *     free in time, the call did not return in time, or the token failed
   */
  byte[] sign(byte[] tbs);
}
