package org.bailiwick.command.enrolment;

import java.nio.file.Path;
import org.bailiwick.client.enrolment.KeyForm;
import org.bailiwick.client.key.AgentKey;
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.key.Pkcs11Key;
import picocli.CommandLine.Option;

/** Options for the agent's key in a file or a PKCS #11 token. */
final class KeyOptions {
  @Option(
      names = "--key-token",
      paramLabel = "FILE",
      description =
          "Make the key in the PKCS#11 token of this SunPKCS11 configuration, not in key.pem.")
  private Path configuration;

  @Option(
      names = "--key-token-pin-file",
      paramLabel = "FILE",
      description = "File of mode 0600 with the token's PIN.")
  private Path pinFile;

  @Option(
      names = "--key-token-label",
      paramLabel = "LABEL",
      description = "Use the key that the token has under this label, instead of making one.")
  private String label;

  @Option(
      names = "--bare-key",
      description = "Send the public key without a PKCS#10 request (docs/enrolment-api.md).")
  private boolean bare;

  /** The form of the key in requests. */
  KeyForm form() {
    return bare ? KeyForm.BARE : KeyForm.REQUEST;
  }

  AgentKey make() {
    if (configuration == null) {
      if (label != null) {
        throw new IllegalArgumentException("--key-token-label needs --key-token");
      }
      return FileKey.generate();
    }
    if (pinFile == null) {
      throw new IllegalArgumentException("--key-token needs --key-token-pin-file");
    }
    return label == null
        ? Pkcs11Key.generate(configuration, pinFile)
        : Pkcs11Key.existing(configuration, pinFile, label);
  }

  /** Whether the token already has the key, so that a renewal keeps it. */
  boolean isExisting() {
    return label != null;
  }
}
