package org.bailiwick.system.trustdomain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/** A trust domain as somebody else's program sees it. */
final class Openssl {
  private final Path folder;

  /**
   * @param folder for files that it reads
   */
  Openssl(Path folder) {
    this.folder = folder;
  }

  private Path pem(String name, List<X509Certificate> certificates) {
    try {
      return Files.writeString(folder.resolve(name), Pem.of(certificates));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Tool verified(TestLeaf leaf, Nodes nodes) {
    return Tool.run(
        "openssl",
        "verify",
        "-CAfile",
        nodes.home().resolve("root.pem").toString(),
        "-untrusted",
        pem("chain.pem", leaf.chain()).toString(),
        pem("leaf.pem", List.of(leaf.certificate())).toString());
  }

  /** openssl's verdict on the listener of one domain with the root of another. */
  String verifiedAfter(Nodes listener, Nodes root) {
    return Tool.run(
            "bash",
            "-c",
            "openssl s_client -connect \"$1\" -CAfile \"$2\" </dev/null",
            "_",
            listener.authority("").getAuthority(),
            root.home().resolve("root.pem").toString())
        .output();
  }

  String served(Nodes listener) {
    return Tool.run(
            "bash",
            "-c",
            "openssl s_client -connect \"$1\" </dev/null 2>/dev/null | openssl x509 -noout -serial",
            "_",
            listener.authority("").getAuthority())
        .output()
        .strip();
  }

  String crl(Nodes nodes) {
    return Tool.run(
            "bash",
            "-c",
            "curl -sS \"$1\" | openssl crl -inform DER -noout -text",
            "_",
            nodes.plain("/crl/issuing-1.crl").toString())
        .output();
  }

  String ocsp(TestLeaf leaf, Nodes nodes) {
    pem("leaf.pem", List.of(leaf.certificate()));
    return Tool.run(
            "openssl",
            "ocsp",
            "-issuer",
            pem("issuer.pem", List.of(leaf.chain().get(1))).toString(),
            "-CAfile",
            nodes.home().resolve("root.pem").toString(),
            "-cert",
            folder.resolve("leaf.pem").toString(),
            "-url",
            nodes.plain("/ocsp").toString())
        .output()
        .replace(folder.toString() + "/", "");
  }
}
