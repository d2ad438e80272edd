package org.bailiwick.system.campus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/** A device at the switch: {@code eapol_test} of wpa_supplicant, which also plays the switch. */
final class Supplicant {
  static final String TLS_1_2 = "tls_disable_tlsv1_3=1";
  static final String TLS_1_3 = "tls_disable_tlsv1_3=0 tls_disable_tlsv1_2=1";

  private final Nodes nodes;
  private final RadiusServer server;
  private final Path folder;
  private String versions = TLS_1_3;
  private String identity = "anonymous@bailiwick.example";
  private String expected = "altsubject_match=\"URI:spiffe://bailiwick.example/service/radius\"";
  private String secret;

  /** How an attempt ended, and what eapol_test printed. */
  record Attempt(boolean admitted, String output, Duration took) {}

  /**
   * @param folder for its configuration
   */
  Supplicant(Nodes nodes, RadiusServer server, Path folder) {
    this.nodes = nodes;
    this.server = server;
    this.folder = folder;
    this.secret = server.secret();
  }

  Supplicant speaking(String tls) {
    versions = tls;
    return this;
  }

  /** What it says of itself before TLS. */
  Supplicant saying(String outer) {
    identity = outer;
    return this;
  }

  /** The line by which it knows the server. */
  Supplicant expecting(String line) {
    expected = line;
    return this;
  }

  /** What the switch has as secret. */
  Supplicant sharing(String other) {
    secret = other;
    return this;
  }

  /** Tries with the files {@code chain.pem} and {@code key.pem} of a folder. */
  Attempt attempt(Path credential, String... more) throws IOException {
    return attempt(credential.resolve("chain.pem"), credential.resolve("key.pem"), more);
  }

  Attempt attempt(Path chain, Path key, String... more) throws IOException {
    return attempt(
        """
        eap=TLS
        client_cert="%s"
        private_key="%s"
        phase1="%s"
        %s
        """
            .formatted(chain, key, versions, expected),
        more);
  }

  /** Tries with lines of wpa_supplicant's own. */
  Attempt attempt(String lines, String... more) throws IOException {
    Path file = Files.createTempFile(folder, "network", ".conf");
    Files.writeString(
        file,
        """
        network={
        ssid="campus"
        key_mgmt=IEEE8021X
        identity="%s"
        ca_cert="%s"
        %s}
        """
            .formatted(identity, nodes.home().resolve("root.pem"), lines));
    List<String> command =
        new ArrayList<>(
            List.of(
                "eapol_test",
                "-c",
                file.toString(),
                "-a",
                "127.0.0.1",
                "-p",
                Integer.toString(server.port()),
                "-s",
                secret,
                "-t",
                "30"));
    command.addAll(List.of(more));
    long began = System.nanoTime();
    Tool tool = Tool.run(command.toArray(String[]::new));
    return new Attempt(
        tool.exit() == 0 && tool.output().strip().endsWith("SUCCESS"),
        tool.output(),
        Duration.ofNanos(System.nanoTime() - began));
  }
}
