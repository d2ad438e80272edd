package org.bailiwick.tls;

import java.security.Provider;

/**
 * JCA provider with a trust manager factory {@code BailiwickPeers} and a key manager factory {@code
 * BailiwickFolder}. A security properties file adds it after the JDK's providers ({@code
 * security.provider.N}). Only a listener that selects the factories by name uses them. The system
 * property {@code node.tls-folder} names the folder, which holds {@code server.pem} (leaf first,
 * then its issuers) and {@code server.key} (PKCS#8). The listener of a further trust domain is
 * configured with a key alias; the system property {@code node.tls-folder.<alias>} names the folder
 * for this alias.
 */
public final class BailiwickTlsProvider extends Provider {
  private static final long serialVersionUID = 1L;

  /**
   * Algorithm of the trust manager factory that accepts every client certificate whose key the
   * handshake proves; the node's peer filter then checks it at each request.
   */
  public static final String PEERS = "BailiwickPeers";

  /**
   * Algorithm of the key manager factory that reads a folder and serves the newest key and
   * certificate chain in it.
   */
  public static final String FOLDER = "BailiwickFolder";

  /** System property that names the folder. */
  public static final String FOLDER_PROPERTY = "node.tls-folder";

  /** Prefix of the system properties that name the folder of an alias. */
  static final String FURTHER_FOLDERS = FOLDER_PROPERTY + ".";

  /** The JDK calls this constructor when it reads the list of providers. */
  public BailiwickTlsProvider() {
    super("Bailiwick", "1", "Trust manager and key manager for TLS listeners");
    put("TrustManagerFactory." + PEERS, ProvedPeers.class.getName());
    put("KeyManagerFactory." + FOLDER, FolderKeys.class.getName());
  }
}
