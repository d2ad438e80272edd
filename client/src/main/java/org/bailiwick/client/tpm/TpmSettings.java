package org.bailiwick.client.tpm;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The TPM, and the key and registers that evidence is made with.
 *
 * @param tcti connection of tpm2-tools to the TPM, for instance {@code device:/dev/tpmrm0}; empty
 *     for their default
 * @param endorsement kind of the endorsement key
 * @param ekChain certificates between the endorsement key's and the vendor's, PEM
 * @param pcrs registers of the sha256 bank to quote, for instance {@code 0,1,2,7}
 * @param bootLog the firmware's event log in the crypto-agile format, which is sent with a quote
 */
public record TpmSettings(
    Optional<String> tcti,
    Endorsement endorsement,
    Optional<Path> ekChain,
    String pcrs,
    Optional<Path> bootLog) {

  /** The endorsement keys and certificates at the handles of the TCG EK Credential Profile. */
  public enum Endorsement {
    RSA("0x81010001", "0x1c00002"),
    ECC("0x81010016", "0x1c00016");

    private final String handle;
    private final String certificate;

    Endorsement(String handle, String certificate) {
      this.handle = handle;
      this.certificate = certificate;
    }

    String handle() {
      return handle;
    }

    String certificate() {
      return certificate;
    }
  }
}
