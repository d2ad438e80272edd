package org.bailiwick.command.operator;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ca report-key}: reports a compromised key, which the authority refuses from then on. */
@Command(
    name = "report-key",
    description =
        "Reports that the key of an agent, node or device is compromised. The authority then"
            + " refuses it under every name and owner; ca revoke revokes the credentials"
            + " that contain the key.")
final class ReportKeyCommand extends OfficerCommand {
  @ArgGroup(multiplicity = "1")
  private Key key;

  @Option(
      names = "--circumstances",
      description = "How the compromise was found; kept with the key.")
  private String circumstances;

  /** Names the key, in one of two ways. */
  private static final class Key {
    @Option(
        names = "--spki-sha256",
        paramLabel = "HEX",
        description =
            "SHA-256 of the SubjectPublicKeyInfo, as from"
                + " openssl pkey -pubin -outform DER | openssl dgst -sha256.")
    private String digest;

    @Option(
        names = "--certificate",
        paramLabel = "FILE",
        description = "PEM file; reports the key of its first certificate.")
    private Path certificate;

    String hex() throws IOException {
      if (digest != null) {
        return digest;
      }
      byte[] spki =
          Pem.certificates(Files.readAllBytes(certificate)).getFirst().getPublicKey().getEncoded();
      return Sha256.hex(spki);
    }
  }

  @Override
  JsonObject ask() throws IOException {
    JsonObjectBuilder body = Json.createObjectBuilder().add("spki_sha256", key.hex());
    if (circumstances != null) {
      body.add("circumstances", circumstances);
    }
    return authority().post("/v1/compromised-keys", body.build());
  }
}
