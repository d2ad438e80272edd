package org.bailiwick.contract.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Key manager for the key and certificate chain that this party presents in TLS; one pair is in use
 * at a time. It uses no key store in memory, which would encrypt the key with ten thousand rounds
 * of a hash and would need its encoding, which a key in a TPM does not have.
 */
public abstract class TlsCredential extends X509ExtendedKeyManager {

  /** A key and its chain, leaf first. */
  public record CertifiedKey(String name, PrivateKey key, List<X509Certificate> chain) {
    /** Omits the key. */
    @Override
    public String toString() {
      return "CertifiedKey[" + name + "]";
    }
  }

  /** Returns the key for the next handshake. */
  protected abstract CertifiedKey inUse();

  /** Returns the key of this name, which a handshake has chosen. */
  protected abstract CertifiedKey named(String name);

  /** A credential that always uses this key. */
  public static TlsCredential of(PrivateKey key, List<X509Certificate> chain) {
    CertifiedKey only = new CertifiedKey("own", key, chain);
    return new TlsCredential() {
      @Override
      protected CertifiedKey inUse() {
        return only;
      }

      @Override
      protected CertifiedKey named(String name) {
        return only;
      }
    };
  }

  private String choose(String... keyTypes) {
    CertifiedKey pair = inUse();
    String algorithm = pair.chain().getFirst().getPublicKey().getAlgorithm();
    return Arrays.stream(keyTypes).anyMatch(type -> fits(type, algorithm)) ? pair.name() : null;
  }

  /** In TLS 1.2, the key type ends in the issuer's algorithm, as in {@code EC_RSA}. */
  private static boolean fits(String keyType, String algorithm) {
    return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_");
  }

  @Override
  public final String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return choose(keyTypes);
  }

  @Override
  public final String chooseEngineClientAlias(
      String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return choose(keyTypes);
  }

  @Override
  public final String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return choose(keyType);
  }

  @Override
  public final String chooseEngineServerAlias(
      String keyType, Principal[] issuers, SSLEngine engine) {
    return choose(keyType);
  }

  @Override
  public final String[] getClientAliases(String keyType, Principal[] issuers) {
    String chosen = choose(keyType);
    return chosen == null ? new String[0] : new String[] {chosen};
  }

  @Override
  public final String[] getServerAliases(String keyType, Principal[] issuers) {
    return getClientAliases(keyType, issuers);
  }

  @Override
  public final X509Certificate[] getCertificateChain(String alias) {
    return named(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public final PrivateKey getPrivateKey(String alias) {
    return named(alias).key();
  }
}
