package org.bailiwick.command.agentservice;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The lines of an agent's unit.
 *
 * @param name of the unit without beginning and end
 * @param account under which it runs
 * @param command what it runs, one word an element
 * @param folder the agent's folder, the only one that it may write
 * @param needs what it needs beyond that
 */
record AgentUnit(String name, String account, List<String> command, String folder, Needs needs) {

  /**
   * Rights that not every agent needs.
   *
   * @param tpm the device of the TPM that holds the key
   * @param bootLog the kernel's boot log, which only root can read
   * @param sealed names of credentials that systemd decrypts for the service
   */
  record Needs(
      boolean tpm, Optional<String> bootLog, Set<String> sealed, boolean socket, boolean keyring) {}

  /** The credential of the service that takes the place of a boot log that only root can read. */
  static final String BOOT_LOG = "boot-log";

  private static final String HARDENING = "hardening";

  String lines() {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        List.of(
            "[Unit]",
            "Description=Bailiwick agent " + name,
            "After=network-online.target",
            "Wants=network-online.target",
            "ConditionPathExists=" + folder + "/chain.pem",
            "",
            "[Service]",
            "Type=exec",
            "User=" + account,
            "Environment=BAILIWICK_HOME=" + folder,
            "EnvironmentFile=-/etc/bailiwick/agent.conf",
            "ExecStart=" + String.join(" ", command),
            "SuccessExitStatus=143",
            "Restart=on-failure",
            "RestartSec=15",
            "# A frozen name, a rejected renewal and wrong options stay what they are.",
            "RestartPreventExitStatus=2 4"));
    lines.addAll(hardening());
    lines.add("ReadWritePaths=" + folder);
    lines.addAll(exceptions());
    lines.addAll(List.of("", "[Install]", "WantedBy=multi-user.target"));
    return String.join("\n", lines) + "\n";
  }

  private List<String> exceptions() {
    List<String> lines = new ArrayList<>();
    if (needs.socket) {
      lines.add("# The proxy makes the socket's folder in it, which only its group may enter.");
      lines.add("RuntimeDirectory=bailiwick-agent-" + name);
      lines.add("RuntimeDirectoryMode=0755");
    }
    if (needs.tpm) {
      lines.add("# The key is in the TPM, and signs there.");
      lines.add("PrivateDevices=no");
      lines.add("DeviceAllow=/dev/tpmrm0 rw");
      lines.add("SupplementaryGroups=tss");
    }
    needs.bootLog.ifPresent(log -> lines.add("LoadCredential=" + BOOT_LOG + ":" + log));
    needs.sealed.stream().sorted().forEach(id -> lines.add("LoadCredentialEncrypted=" + id));
    if (needs.keyring) {
      lines.add("# Secrets are in the keyring of the account.");
      lines.add("KeyringMode=shared");
    }
    return lines;
  }

  /** The same lines as in the units of the packages. */
  private static List<String> hardening() {
    try (InputStream in = AgentUnit.class.getResourceAsStream(HARDENING)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the lines that all units have", e);
    }
  }
}
