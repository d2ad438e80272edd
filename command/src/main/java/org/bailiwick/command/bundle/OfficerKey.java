package org.bailiwick.command.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bailiwick.client.key.Pkcs11Key;
import org.bailiwick.contract.credential.Pem;
import picocli.CommandLine.Option;

/** Options that name the key and certificate of the officer who signs. */
final class OfficerKey {
  @Option(
      names = "--home",
      defaultValue = "${env:BAILIWICK_HOME}",
      description = "Home of the nodes (BAILIWICK_HOME), for the officer's files.")
  private Path home;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      defaultValue = "officer-1",
      description = "Officer: NAME.key and NAME.pem of the home's operators folder (officer-1).")
  private String name;

  @Option(
      names = "--credential",
      paramLabel = "FILE",
      description = "The officer's certificate in PEM, instead of the home's.")
  private Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The officer's key, PKCS #8 in PEM, instead of the home's.")
  private Path key;

  @Option(
      names = "--key-token",
      paramLabel = "FILE",
      description = "The key is in the PKCS#11 token of this SunPKCS11 configuration.")
  private Path token;

  @Option(
      names = "--key-token-pin-file",
      paramLabel = "FILE",
      description = "File of mode 0600 with the token's PIN.")
  private Path pinFile;

  @Option(
      names = "--key-token-label",
      paramLabel = "LABEL",
      description = "Label of the key in the token.")
  private String label;

  List<X509Certificate> chain() throws IOException {
    Path file = certificate == null ? operators().resolve(name + ".pem") : certificate;
    return Pem.certificates(Files.readAllBytes(file));
  }

  PrivateKey key() throws IOException {
    if (token == null) {
      return Pem.privateKey(
          Files.readString(key == null ? operators().resolve(name + ".key") : key));
    }
    if (key != null || pinFile == null || label == null) {
      throw new IllegalArgumentException(
          "--key-token needs --key-token-pin-file and --key-token-label, and no --key");
    }
    return Pkcs11Key.existing(token, pinFile, label).pair().getPrivate();
  }

  private Path operators() {
    return home().resolve("operators");
  }

  Path home() {
    if (home == null) {
      throw new IllegalArgumentException(
          "Set BAILIWICK_HOME or give --home; without a home give --trust-domain, --credential"
              + " and --key or --key-token");
    }
    return home;
  }
}
