package org.bailiwick.node.signature;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;

/**
 * Says whether a signature is a key's signature of a message, for one algorithm under its JCA name
 * ("SHA256withECDSA", "Ed25519"). The provider is chosen here, by name, for every caller: verifying
 * is what issuing spends most of its time on, and the platform's own provider needs ten times as
 * long as the fastest (docs/performance.md). Safe for use by many threads; make one and keep it.
 */
public final class Verification {

  private final Provider provider;
  private final String algorithm;
  private final Optional<AlgorithmParameterSpec> parameters;

  Verification(Provider provider, String algorithm, Optional<AlgorithmParameterSpec> parameters) {
    this.provider = provider;
    this.algorithm = algorithm;
    this.parameters = parameters;
  }

  /** Verifies by this algorithm; IllegalArgumentException when no provider knows it. */
  public static Verification by(String algorithm) {
    return new Verification(VerifyingProviders.fastest(algorithm), algorithm, Optional.empty());
  }

  /** As {@link #by(String)}, for algorithms that have parameters (RSASSA-PSS). */
  public static Verification by(String algorithm, AlgorithmParameterSpec parameters) {
    return new Verification(
        VerifyingProviders.fastest(algorithm), algorithm, Optional.of(parameters));
  }

  /** False also for a key of another kind and for bytes that are no signature at all. */
  public boolean accepts(PublicKey key, byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm, provider);
      if (parameters.isPresent()) {
        verifier.setParameter(parameters.get());
      }
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | RuntimeException unfit) {
      // Native code reports odd input by unchecked exceptions too; what does not verify is refused.
      return false;
    }
  }
}
