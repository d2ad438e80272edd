package org.bailiwick.command.enrolment;

import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.client.tpm.TpmSettings;
import picocli.CommandLine.Option;

/** Options for the TPM that holds the agent's key. */
final class TpmOptions {
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
      defaultValue = "0,1,2,7",
      description = "tpm: registers to quote (${DEFAULT-VALUE}).")
  private String pcrs;

  TpmSettings read() {
    if (!pcrs.matches("\\d{1,2}(,\\d{1,2}){0,23}")) {
      throw new IllegalArgumentException("--tpm-pcrs is a list such as 0,7");
    }
    return new TpmSettings(
        Optional.ofNullable(tcti), endorsement, Optional.ofNullable(chain), pcrs);
  }
}
