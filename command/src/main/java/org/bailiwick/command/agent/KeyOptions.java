package org.bailiwick.command.agent;

import java.nio.file.Path;
import org.bailiwick.client.key.AgentKey;
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.key.Pkcs11Key;
import picocli.CommandLine.Option;

/** Where the agent's key is made and stays, if not in a TPM that speaks for it. */
final class KeyOptions {
  @Option(
      names = "--key-token",
      paramLabel = "FILE",
      description =
          "Make the key in the PKCS#11 token that this SunPKCS11 configuration names (key.pem).")
  private Path configuration;

  @Option(
      names = "--key-token-pin-file",
      paramLabel = "FILE",
      description = "File of mode 0600 with the token's PIN.")
  private Path pinFile;

  AgentKey make() {
    if (configuration == null) {
      return FileKey.generate();
    }
    if (pinFile == null) {
      throw new IllegalArgumentException("--key-token wants --key-token-pin-file");
    }
    return Pkcs11Key.generate(configuration, pinFile);
  }
}
