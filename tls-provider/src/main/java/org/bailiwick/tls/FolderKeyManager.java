package org.bailiwick.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Serves, for every alias, the key and chain in the folder that {@code node.tls-folder} names,
 * because a server may use an alias from its configuration (Payara's {@code cert-nickname}) and
 * never ask for {@link #ALIAS}. Only the alias of a further trust domain has a folder of its own,
 * and gets the key and chain in that folder.
 */
final class FolderKeyManager extends X509ExtendedKeyManager {
  private static final String ALIAS = "folder";
  private static final String[] NO_ALIASES = {};

  private final FollowedPair first;
  private final Map<String, FollowedPair> further;

  /**
   * JSSE asks for the key and then, on the same thread, for the chain. Both must come from the same
   * pair even when the files change in between. The field is not static, so that the pairs of two
   * key managers cannot be mixed.
   */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<KeyPairFiles> handedOut = new ThreadLocal<>();

  /**
   * @param further the pairs of the further folders, by alias
   */
  FolderKeyManager(FollowedPair first, Map<String, FollowedPair> further) {
    this.first = first;
    this.further = Map.copyOf(further);
  }

  private FollowedPair followed(String alias) {
    return alias == null ? first : further.getOrDefault(alias, first);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    KeyPairFiles pair = followed(alias).current();
    handedOut.set(pair);
    return pair.key();
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    KeyPairFiles pair = handedOut.get();
    handedOut.remove();
    return (pair == null ? followed(alias).current() : pair)
        .chain()
        .toArray(X509Certificate[]::new);
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return aliasFor(keyType);
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return aliasFor(keyType);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    String alias = aliasFor(keyType);
    return alias == null ? NO_ALIASES : new String[] {alias};
  }

  /** Returns null, because the key of a listener is never used as a client's key. */
  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return null;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return NO_ALIASES;
  }

  private String aliasFor(String keyType) {
    String algorithm = first.current().key().getAlgorithm();
    boolean serves = Arrays.asList(keyType.split("_", 2)).contains(algorithm);
    return serves ? ALIAS : null;
  }
}
