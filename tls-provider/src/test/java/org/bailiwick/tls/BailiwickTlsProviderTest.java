package org.bailiwick.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BailiwickTlsProviderTest {
  @TempDir static Path made;
  private static Identity first;
  private static Identity second;
  private static Identity rsa;
  private static Identity peer;
  private static Identity expiredPeer;

  @TempDir Path folder;

  @BeforeAll
  static void makeIdentities() {
    first = Identity.make(made, "first", "EC", "-groupname", "secp256r1");
    second = Identity.make(made, "second", "EC", "-groupname", "secp256r1");
    rsa = Identity.make(made, "rsa", "RSA", "-keysize", "2048");
    peer = Identity.make(made, "peer", "EC", "-groupname", "secp256r1");
    expiredPeer =
        Identity.make(
            made, "old", "EC", "-groupname", "secp256r1", "-startdate", "-9d", "-validity", "2");
  }

  @BeforeEach
  void nameFolder() {
    System.setProperty(BailiwickTlsProvider.FOLDER_PROPERTY, folder.toString());
    first.writeTo(folder);
  }

  @AfterEach
  void forgetFolder() {
    System.clearProperty(BailiwickTlsProvider.FOLDER_PROPERTY);
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(Provider.class))
        .anySatisfy(found -> assertThat(found).isInstanceOf(BailiwickTlsProvider.class));
  }

  @Test
  void handsTheCertificateOfAnUnknownIssuerOn() throws Exception {
    try (Listener listener = new Listener()) {
      assertThat(listener.meet(client(peer), "TLSv1.3").peer()).isEqualTo(peer.certificate());
      assertThat(listener.meet(client(peer), "TLSv1.2").peer()).isEqualTo(peer.certificate());
    }
  }

  @Test
  void handsAnExpiredCertificateOn() throws Exception {
    try (Listener listener = new Listener()) {
      assertThat(listener.meet(client(expiredPeer)).peer()).isEqualTo(expiredPeer.certificate());
    }
  }

  @Test
  void letsAPeerWithoutCertificateConnect() throws Exception {
    try (Listener listener = new Listener()) {
      assertThat(listener.meet(client(null)).peer()).isNull();
    }
  }

  @Test
  void refusesACertificateWhoseKeyThePeerDoesNotHold() throws Exception {
    Identity stolen = new Identity(second.key(), peer.certificate());
    try (Listener listener = new Listener()) {
      assertThatThrownBy(() -> listener.meet(client(stolen), "TLSv1.3"))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> listener.meet(client(stolen), "TLSv1.2"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void neverVouchesForAServer() throws Exception {
    SSLContext credulous = SSLContext.getInstance("TLS");
    credulous.init(null, Listener.peers().getTrustManagers(), null);
    try (Listener listener = new Listener()) {
      assertThatThrownBy(() -> listener.meet(credulous))
          .isInstanceOf(SSLHandshakeException.class)
          .hasRootCauseInstanceOf(CertificateException.class);
    }
  }

  @Test
  void refusesAnEmptyChain() throws Exception {
    X509TrustManager peers = (X509TrustManager) Listener.peers().getTrustManagers()[0];
    assertThatThrownBy(() -> peers.checkClientTrusted(new X509Certificate[0], "EC"))
        .isInstanceOf(CertificateException.class);
    assertThat(peers.getAcceptedIssuers()).isEmpty();
  }

  @Test
  void servesTheReplacedPairAtTheNextHandshake() throws Exception {
    try (Listener listener = new Listener()) {
      assertThat(listener.meet(client(null)).server()).isEqualTo(first.certificate());
      second.writeTo(folder);
      assertThat(listener.meet(client(null)).server()).isEqualTo(second.certificate());
      rsa.writeTo(folder);
      assertThat(listener.meet(client(null)).server()).isEqualTo(rsa.certificate());
    }
  }

  @Test
  void keepsTheOldPairBetweenTheTwoRenames() throws Exception {
    try (Listener listener = new Listener()) {
      second.writeKey(folder);
      assertThat(listener.meet(client(null)).server()).isEqualTo(first.certificate());
      second.writeCertificate(folder);
      assertThat(listener.meet(client(null)).server()).isEqualTo(second.certificate());
    }
  }

  @Test
  void keepsTheOldPairWhileFilesAreBrokenOrGoneAndLogsOnce() throws Exception {
    List<LogRecord> logged = new ArrayList<>();
    Logger logger = Logger.getLogger(FollowedPair.class.getName());
    logger.setFilter(
        line -> {
          logged.add(line);
          return false;
        });
    try (Listener listener = new Listener()) {
      Identity.replace(folder.resolve("server.key"), "-----BEGIN PRIVATE KEY-----\nAAA=A\n");
      for (int handshake = 0; handshake < 3; handshake++) {
        assertThat(listener.meet(client(null)).server()).isEqualTo(first.certificate());
      }
      assertThat(logged).hasSize(1);
      Files.delete(folder.resolve("server.pem"));
      assertThat(listener.meet(client(null)).server()).isEqualTo(first.certificate());
    } finally {
      logger.setFilter(null);
    }
  }

  @Test
  void givesKeyAndChainOfOnePairEvenWhenReplacedInBetween() throws Exception {
    FolderKeyManager keys = new FolderKeyManager(FollowedPair.open(folder), Map.of());
    PrivateKey key = keys.getPrivateKey("any");
    second.writeTo(folder);
    assertThat(key).isEqualTo(first.key());
    assertThat(keys.getCertificateChain("any")).containsExactly(first.certificate());
    assertThat(keys.getCertificateChain("any")).containsExactly(second.certificate());
  }

  @Test
  void servesAnotherFolderUnderItsAliasOnly() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    second.writeTo(other);
    System.setProperty(BailiwickTlsProvider.FURTHER_FOLDERS + "td-2", other.toString());
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance("BailiwickFolder", new BailiwickTlsProvider());
      keys.init(null, null);
      X509KeyManager manager = (X509KeyManager) keys.getKeyManagers()[0];

      assertThat(manager.getPrivateKey("td-2")).isEqualTo(second.key());
      assertThat(manager.getCertificateChain("td-2")).containsExactly(second.certificate());
      assertThat(manager.getPrivateKey("s1as")).isEqualTo(first.key());
      assertThat(manager.getCertificateChain("s1as")).containsExactly(first.certificate());
      assertThat(manager.getPrivateKey("td-3")).isEqualTo(first.key());
      Files.delete(other.resolve("server.key"));
      assertThatThrownBy(() -> keys.init(null, null)).isInstanceOf(KeyStoreException.class);
    } finally {
      System.clearProperty(BailiwickTlsProvider.FURTHER_FOLDERS + "td-2");
    }
  }

  @Test
  void offersTheKeyAsAServerOnly() throws Exception {
    FolderKeyManager keys = new FolderKeyManager(FollowedPair.open(folder), Map.of());
    assertThat(keys.getServerAliases("EC", null)).hasSize(1);
    assertThat(keys.getServerAliases("RSA", null)).isEmpty();
    assertThat(keys.getClientAliases("EC", null)).isEmpty();
    assertThat(keys.chooseClientAlias(new String[] {"EC"}, null, null)).isNull();
  }

  @Test
  void doesNotStartWithoutAWorkingPair() throws Exception {
    KeyManagerFactory keys =
        KeyManagerFactory.getInstance("BailiwickFolder", new BailiwickTlsProvider());
    second.writeKey(folder);
    assertThatThrownBy(() -> keys.init(null, null))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("server.key");
    System.clearProperty(BailiwickTlsProvider.FOLDER_PROPERTY);
    assertThatThrownBy(() -> keys.init(null, null))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("node.tls-folder");
  }

  /** A client that trusts exactly the certificates that the listener may serve. */
  private static SSLContext client(Identity own) throws Exception {
    KeyStore trusted = emptyStore();
    trusted.setCertificateEntry("first", first.certificate());
    trusted.setCertificateEntry("second", second.certificate());
    trusted.setCertificateEntry("rsa", rsa.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own == null ? null : keys(own), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyManager[] keys(Identity own) throws Exception {
    KeyStore store = emptyStore();
    char[] password = "in memory".toCharArray();
    X509Certificate[] chain = {own.certificate()};
    store.setKeyEntry("own", own.key(), password, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, password);
    return keys.getKeyManagers();
  }

  private static KeyStore emptyStore() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
