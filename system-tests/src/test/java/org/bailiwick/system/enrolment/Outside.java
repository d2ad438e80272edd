package org.bailiwick.system.enrolment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.DemoShell;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Users;
import org.bailiwick.system.Wire;

/**
 * A party that has openssl, curl and the shell, through the functions of the demo; its files are in
 * a folder of its own.
 */
final class Outside {

  private static final Path LIB = Path.of(System.getProperty("bailiwick.root"), "demo/lib");
  private static final List<String> PARTS =
      List.of("jose", "device", "workload", "barekey", "owner", "container", "hsm");

  private final Nodes nodes;
  private final Path folder;

  Outside(Nodes nodes, String name) {
    this.nodes = nodes;
    this.folder = nodes.outside().resolve(name + "-" + UUID.randomUUID());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Runs lines of shell in the folder, and gives what they print. */
  String shell(String lines, String... arguments) {
    return new DemoShell(LIB, PARTS, folder, Map.of()).run(lines, arguments);
  }

  /** A file with the PEM of this public key. */
  String publicKey(PublicKey key) {
    String name = UUID.randomUUID() + ".pub";
    try {
      Files.writeString(folder.resolve(name), Pem.block("PUBLIC KEY", key.getEncoded()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return name;
  }

  /**
   * The authority's answer to curl when an agent enrols: its key is made by openssl, and {@code
   * evidence} is a line of shell that prints the value, of {@code $nonce} and {@code
   * agent/key.pub}.
   */
  String enrols(String type, String evidence, Wire wire) {
    return shell(
        """
        nonce=$1; agent_key_make agent >/dev/null; openssl pkey -in agent/key.pem -pubout -out agent/key.pub
        value=$(%s)
        statement=$(agent_statement agent "$nonce" "$value" "$(printf \
          '"profile":"%%s","name":"%%s","owner":"Treasury","capabilities":["fx.rates@1"],"locator":"https://127.0.0.1:7001/work","validation_methods":["mtls"]' "$2" "$3")")
        printf '{"statement":"%%s","csr":"%%s","user_token":"%%s","evidence":[{"type":"%%s","value":"%%s"}]}' "$statement" \
          "$(openssl base64 -A -in agent/request.der)" "$4" "$2" "$value" \
          | curl -sS --cacert "$5" -H 'Content-Type: application/json' --data-binary @- "$6"
        """
            .formatted(evidence),
        Enrolment.nonce(nodes, wire),
        type,
        type + "-" + UUID.randomUUID().toString().substring(0, 8),
        new Users(nodes).token().compact(),
        nodes.home().resolve("root.pem").toString(),
        nodes.authority("/v1/enrolments").toString());
  }
}
