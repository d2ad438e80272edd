package org.bailiwick.node.signature;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;

/**
 * Verifies signatures of one algorithm, given by its JCA name ("SHA256withECDSA", "Ed25519"). It
 * uses the fastest provider: issuing spends most of its time on verification, and the JDK's own
 * provider takes ten times as long (docs/performance.md). Safe for use by many threads; callers
 * keep one object.
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

  /** Verifies by this algorithm; throws IllegalArgumentException when no provider has it. */
  public static Verification by(String algorithm) {
    return new Verification(VerifyingProviders.fastest(algorithm), algorithm, Optional.empty());
  }

  /** As {@link #by(String)}, for algorithms that have parameters (RSASSA-PSS). */
  public static Verification by(String algorithm, AlgorithmParameterSpec parameters) {
    return new Verification(
        VerifyingProviders.fastest(algorithm), algorithm, Optional.of(parameters));
  }

  /** Whether the key made the signature; false also for a key of another kind or odd bytes. */
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
      // Native code reports odd input by unchecked exceptions too.
      return false;
    }
  }
}
