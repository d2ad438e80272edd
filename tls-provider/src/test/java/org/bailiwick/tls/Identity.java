package org.bailiwick.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A key and a self-signed certificate. The JDK's keytool makes them, because the JDK has no public
 * API that does and this module uses no library.
 */
record Identity(PrivateKey key, X509Certificate certificate) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  static Identity make(Path work, String name, String keyAlgorithm, String... more) {
    try {
      Path store = work.resolve(name + ".p12");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of("-genkeypair", "-keystore", store.toString(), "-storetype", "PKCS12"));
      command.addAll(List.of("-storepass", new String(PASSWORD), "-alias", "it"));
      command.addAll(List.of("-dname", "CN=" + name, "-keyalg", keyAlgorithm));
      command.addAll(List.of(more));
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("keytool ended with " + exit);
      }
      KeyStore loaded = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        loaded.load(in, PASSWORD);
      }
      return new Identity(
          (PrivateKey) loaded.getKey("it", PASSWORD),
          (X509Certificate) loaded.getCertificate("it"));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void writeTo(Path folder) {
    writeKey(folder);
    writeCertificate(folder);
  }

  void writeKey(Path folder) {
    replace(folder.resolve("server.key"), pem("PRIVATE KEY", key.getEncoded()));
  }

  void writeCertificate(Path folder) {
    try {
      replace(folder.resolve("server.pem"), pem("CERTIFICATE", certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static void replace(Path file, String content) {
    try {
      Path beside = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(beside, content, US_ASCII);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type);
  }
}
