package org.bailiwick.node.signature;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.lang.System.Logger.Level;
import java.security.Provider;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The providers that verify signatures, fastest first. They are not in the JVM's list of providers,
 * so other applications of the server do not use them, and the order of that list has no effect.
 */
final class VerifyingProviders {

  private static final System.Logger LOG = System.getLogger(VerifyingProviders.class.getName());

  private static final Optional<Provider> NATIVE = findNative();

  private VerifyingProviders() {}

  /** Bouncy Castle runs everywhere; it is created when needed, since that takes half a second. */
  private static final class Everywhere {
    static final Provider PROVIDER = new BouncyCastleProvider();
  }

  static List<Provider> all() {
    return Stream.concat(NATIVE.stream(), Stream.of(Everywhere.PROVIDER)).toList();
  }

  static Provider fastest(String algorithm) {
    return NATIVE
        .filter(provider -> knows(provider, algorithm))
        .or(() -> Optional.of(Everywhere.PROVIDER).filter(provider -> knows(provider, algorithm)))
        .orElseThrow(() -> new IllegalArgumentException("no provider verifies " + algorithm));
  }

  private static boolean knows(Provider provider, String algorithm) {
    return provider.getService("Signature", algorithm) != null;
  }

  private static Optional<Provider> findNative() {
    try {
      AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
      provider.assertHealthy();
      // A provider is a map, and a structured log would write all of it.
      LOG.log(Level.INFO, "Signatures are verified by {0}", provider.getInfo());
      return Optional.of(provider);
    } catch (RuntimeException | LinkageError noNativeLibrary) {
      LOG.log(
          Level.WARNING,
          "Signatures are verified by Bouncy Castle, several times slower, since the native"
              + " library of Amazon Corretto Crypto Provider can''t be used here: {0}",
          noNativeLibrary.toString());
      return Optional.empty();
    }
  }
}
