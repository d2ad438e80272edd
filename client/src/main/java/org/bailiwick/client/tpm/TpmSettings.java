package org.bailiwick.client.tpm;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which TPM, and what of it.
 *
 * @param tcti how tpm2-tools reach it, e.g. {@code device:/dev/tpmrm0}; empty for their default
 * @param endorsement which of its endorsement keys
 * @param ekChain certificates between the endorsement key's and the vendor's, PEM
 * @param pcrs registers of the sha256 bank to quote, {@code 0,1,2,7}
 */
public record TpmSettings(
    Optional<String> tcti, Endorsement endorsement, Optional<Path> ekChain, String pcrs) {

  /** By the handles of the TCG EK Credential Profile, where vendors leave key and certificate. */
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
