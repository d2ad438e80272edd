package org.bailiwick.client.credential;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The one credential that TLS shows. A key store would want the encoding of the key, which a key in
 * a TPM has not.
 */
final class ShownCredential extends X509ExtendedKeyManager {
  private static final String ALIAS = "agent";

  private final PrivateKey key;
  private final List<X509Certificate> chain;

  ShownCredential(PrivateKey key, List<X509Certificate> chain) {
    super();
    this.key = key;
    this.chain = List.copyOf(chain);
  }

  private String choose(String... keyTypes) {
    String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
    return Arrays.stream(keyTypes).anyMatch(type -> fits(type, algorithm)) ? ALIAS : null;
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
    return choose(keyType) == null ? new String[0] : new String[] {ALIAS};
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return getClientAliases(keyType, issuers);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chain.toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }
}
