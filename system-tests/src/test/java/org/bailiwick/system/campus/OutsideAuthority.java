package org.bailiwick.system.campus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.system.AgentFolder;

/** An authority of openssl, which issues what ours does not. */
final class OutsideAuthority {
  private final Path folder;

  OutsideAuthority(Path folder) {
    this.folder = folder;
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=Outside -days 2"
            + " -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign"
            + " -keyout FOLDER/outside.key -out FOLDER/outside.pem");
  }

  private void openssl(String command) {
    AgentFolder.openssl(command.replace("FOLDER", folder.toString()).split(" "));
  }

  Path root() {
    return folder.resolve("outside.pem");
  }

  /** The folder with {@code chain.pem} and {@code key.pem} of a leaf with this name and usage. */
  Path leaf(String name, String uri, String usage) throws IOException {
    Path leaf = Files.createDirectories(folder.resolve(name));
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=leaf -days 2"
            + " -CA FOLDER/outside.pem -CAkey FOLDER/outside.key"
            + " -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature"
            + " -addext subjectAltName=URI:%s -addext extendedKeyUsage=%s".formatted(uri, usage)
            + " -keyout FOLDER/%1$s/key.pem -out FOLDER/%1$s/chain.pem".formatted(name));
    return leaf;
  }
}
