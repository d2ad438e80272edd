package org.bailiwick.system.campus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.system.Nodes;

/**
 * A port of a switch with IEEE 802.1X: hostapd, which also takes Disconnect-Requests (RFC 5176),
 * and wpa_supplicant on a machine at the other end of the cable.
 */
final class Dot1xPort implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String SWITCH =
      """
      interface=%s
      driver=wired
      ieee8021x=1
      use_pae_group_addr=1
      own_ip_addr=127.0.0.1
      nas_identifier=hall-1
      auth_server_addr=127.0.0.1
      auth_server_port=%d
      auth_server_shared_secret=%s
      radius_das_port=%d
      radius_das_client=127.0.0.1 %s
      radius_das_require_event_timestamp=1
      radius_das_require_message_authenticator=1
      """;
  private static final String MACHINE =
      """
      ap_scan=0
      network={
      key_mgmt=IEEE8021X
      eap=TLS
      identity="anonymous@bailiwick.example"
      ca_cert="%s"
      altsubject_match="URI:%s"
      client_cert="%s/chain.pem"
      private_key="%s/key.pem"
      phase1="tls_disable_tlsv1_3=0"
      }
      """;

  private final ProvisioningLink link;
  private final Path temp;
  private final List<Process> processes = new ArrayList<>();
  private final Path switchLog;

  private Dot1xPort(ProvisioningLink link, Path temp) {
    this.link = link;
    this.temp = temp;
    this.switchLog = temp.resolve("hostapd.log");
  }

  /** A port whose switch asks this RADIUS server. */
  static Dot1xPort open(ProvisioningLink link, RadiusServer server, Path temp) throws IOException {
    Dot1xPort port = new Dot1xPort(link, temp);
    String text =
        SWITCH.formatted(
            link.port(), server.port(), server.secret(), server.switchPort(), server.secret());
    Path file = port.secret("hostapd.conf", text);
    port.start(port.switchLog, "hostapd", "-dd", file.toString());
    await("hostapd").atMost(SOON).until(() -> port.said("AP-ENABLED"));
    return port;
  }

  private Path secret(String name, String text) throws IOException {
    Path file = temp.resolve(name);
    if (Files.notExists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.writeString(file, text);
  }

  private Process start(Path log, String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /**
   * Has the machine authenticate with the credential of a folder, once.
   *
   * @param server the name of the RADIUS server
   * @return whether the port is open
   */
  boolean admits(Nodes nodes, Path credential, String server) throws Exception {
    String text =
        MACHINE.formatted(nodes.home().resolve("root.pem"), server, credential, credential);
    Path file = secret("wired.conf", text);
    Path log = Files.createTempFile(temp, "wired", ".log");
    String command =
        "ip netns exec %s wpa_supplicant -Dwired -ieth1 -c %s".formatted(link.machine(), file);
    Process machine = start(log, command.split(" "));
    await("the end of the authentication")
        .atMost(SOON)
        .until(
            () ->
                !machine.isAlive()
                    || read(log).contains("CTRL-EVENT-EAP-SUCCESS")
                    || read(log).contains("CTRL-EVENT-EAP-FAILURE"));
    assertThat(machine.isAlive()).as(read(log)).isTrue();
    machine.destroy();
    machine.waitFor();
    return read(log).contains("CTRL-EVENT-EAP-SUCCESS");
  }

  /** Whether the switch has said this in its log. */
  boolean said(String text) {
    return read(switchLog).contains(text);
  }

  private static String read(Path log) {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (Process each : processes) {
      each.destroy();
      each.onExit().join();
    }
  }
}
