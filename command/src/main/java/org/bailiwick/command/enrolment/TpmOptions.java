package org.bailiwick.command.enrolment;

import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.client.tpm.TpmSettings;
import picocli.CommandLine.Option;

/** Options for the TPM that holds the agent's key. */
final class TpmOptions {
  private static final String PLAIN = "0,1,2,7";

  /** The registers that firmware extends, whose changes are all in its log. */
  private static final String OF_FIRMWARE = "0,1,2,3,4,5,6,7";

  @Option(
      names = "--tpm-tcti",
      paramLabel = "TCTI",
      description = "tpm: how tpm2-tools reach it, e.g. device:/dev/tpmrm0 (their default).")
  private String tcti;

  @Option(
      names = "--tpm-ek",
      defaultValue = "RSA",
      description = "tpm: endorsement key, rsa or ecc (${DEFAULT-VALUE}).")
  private TpmSettings.Endorsement endorsement;

  @Option(
      names = "--tpm-ek-chain",
      paramLabel = "FILE",
      description = "tpm: certificates between the endorsement key's and the vendor's, PEM.")
  private Path chain;

  @Option(
      names = "--tpm-pcrs",
      paramLabel = "LIST",
      description = "tpm: registers to quote (" + PLAIN + "; with --boot-log " + OF_FIRMWARE + ").")
  private String pcrs;

  @Option(
      names = "--boot-log",
      paramLabel = "FILE",
      description =
          "tpm: the boot event log to send with each quote, which Linux has as"
              + " /sys/kernel/security/tpm0/binary_bios_measurements (docs/boot-log.md).")
  private Path bootLog;

  TpmSettings read() {
    String registers = Optional.ofNullable(pcrs).orElse(bootLog == null ? PLAIN : OF_FIRMWARE);
    if (!registers.matches("\\d{1,2}(,\\d{1,2}){0,23}")) {
      throw new IllegalArgumentException("--tpm-pcrs is a list such as 0,7");
    }
    return new TpmSettings(
        Optional.ofNullable(tcti),
        endorsement,
        Optional.ofNullable(chain),
        registers,
        Optional.ofNullable(bootLog));
  }
}
