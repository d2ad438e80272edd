package org.bailiwick.client.credential;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The credential of a folder as TLS shows it: at each handshake the one that is in use then, so
 * that a process goes on after a renewal. A key store would want the encoding of the key, which a
 * key in a TPM has not.
 */
final class ShownCredential extends X509ExtendedKeyManager {
  /** One key and its chain, by the name of the generation that they are of. */
  record Pair(String name, PrivateKey key, List<X509Certificate> chain) {
    /** Without the key. */
    @Override
    public String toString() {
      return "Pair[" + name + "]";
    }
  }

  private final Supplier<String> current;
  private final Supplier<Pair> read;
  private Pair newest;
  private Pair before;

  /**
   * @param current the name of the generation in use
   * @param read key and chain of that
   */
  ShownCredential(Supplier<String> current, Supplier<Pair> read) {
    super();
    this.current = current;
    this.read = read;
    this.newest = read.get();
    this.before = newest;
  }

  private synchronized Pair inUse() {
    if (!current.get().equals(newest.name())) {
      Pair next = read.get();
      before = newest; // for a handshake that has chosen it
      newest = next;
    }
    return newest;
  }

  private synchronized Pair named(String alias) {
    return alias.equals(newest.name()) ? newest : before;
  }

  private String choose(String... keyTypes) {
    Pair pair = inUse();
    String algorithm = pair.chain().getFirst().getPublicKey().getAlgorithm();
    return Arrays.stream(keyTypes).anyMatch(type -> fits(type, algorithm)) ? pair.name() : null;
  }

  /** TLS 1.2 adds the issuer's algorithm to the name of the key's: {@code EC_RSA}. */
  private static boolean fits(String keyType, String algorithm) {
    return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_");
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return choose(keyTypes);
  }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return choose(keyTypes);
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return choose(keyType);
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return choose(keyType);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return choose(keyType) == null ? new String[0] : new String[] {choose(keyType)};
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return getClientAliases(keyType, issuers);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return named(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return named(alias).key();
  }
}
