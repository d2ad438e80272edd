package org.bailiwick.tls;

import java.security.Provider;

/**
 * JCA provider with a trust manager factory {@code BailiwickPeers} and a key manager factory {@code
 * BailiwickFolder}. Add it behind the JDK's providers ({@code security.provider.N} in a security
 * properties file); a listener selects the factories by name, so nothing else in the process sees
 * them. The folder is named by the system property {@code node.tls-folder} and holds {@code
 * server.pem} (leaf first, then its issuers) and {@code server.key} (PKCS#8). A listener of another
 * trust domain pins an alias, whose folder {@code node.tls-folder.<alias>} names.
 */
public final class BailiwickTlsProvider extends Provider {
  private static final long serialVersionUID = 1L;

  /** Algorithm of the trust manager factory that takes any peer key as proved. */
  public static final String PEERS = "BailiwickPeers";

  /** Algorithm of the key manager factory that follows a folder. */
  public static final String FOLDER = "BailiwickFolder";

  /** System property that names the folder. */
  public static final String FOLDER_PROPERTY = "node.tls-folder";

  /** Beginning of the system properties that name a folder for one alias each. */
  static final String FURTHER_FOLDERS = FOLDER_PROPERTY + ".";

  /** Called by the JDK when it reads the list of providers. */
  public BailiwickTlsProvider() {
    super("Bailiwick", "1", "Listener TLS: peers by key, own certificate by folder");
    put("TrustManagerFactory." + PEERS, ProvedPeers.class.getName());
    put("KeyManagerFactory." + FOLDER, FolderKeys.class.getName());
  }
}
