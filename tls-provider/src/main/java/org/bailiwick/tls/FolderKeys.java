package org.bailiwick.tls;

import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;

/**
 * The key manager factory {@code BailiwickFolder}. It ignores the key store that the server passes.
 * Initialisation fails when no folder is named or when the folder holds no valid pair, so that a
 * node never starts without its certificate.
 */
public final class FolderKeys extends KeyManagerFactorySpi {
  private KeyManager manager;

  @Override
  protected void engineInit(KeyStore ignored, char[] password) throws KeyStoreException {
    String folder = System.getProperty(BailiwickTlsProvider.FOLDER_PROPERTY);
    if (folder == null || folder.isBlank()) {
      throw new KeyStoreException(
          "System property " + BailiwickTlsProvider.FOLDER_PROPERTY + " names no folder");
    }
    manager = new FolderKeyManager(FollowedPair.open(Path.of(folder)), further());
  }

  private static Map<String, FollowedPair> further() throws KeyStoreException {
    Map<String, FollowedPair> pairs = new HashMap<>();
    for (String property : System.getProperties().stringPropertyNames()) {
      if (property.startsWith(BailiwickTlsProvider.FURTHER_FOLDERS)) {
        String alias = property.substring(BailiwickTlsProvider.FURTHER_FOLDERS.length());
        pairs.put(alias, FollowedPair.open(Path.of(System.getProperty(property))));
      }
    }
    return pairs;
  }

  @Override
  protected void engineInit(ManagerFactoryParameters parameters)
      throws InvalidAlgorithmParameterException {
    throw new InvalidAlgorithmParameterException(
        "Set the system property " + BailiwickTlsProvider.FOLDER_PROPERTY + " instead");
  }

  @Override
  protected KeyManager[] engineGetKeyManagers() {
    if (manager == null) {
      throw new IllegalStateException("Not initialised");
    }
    return new KeyManager[] {manager};
  }
}
