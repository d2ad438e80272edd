package org.bailiwick.command.enrolment;

import java.nio.file.Path;
import org.bailiwick.client.attestor.HsmAttestation;
import org.bailiwick.client.attestor.InitialEvidence;
import org.bailiwick.client.attestor.NodeStatement;
import picocli.CommandLine.Option;

/** Options for statements about the agent's key by the node of its container or by its HSM. */
final class StatementOptions {
  @Option(
      names = "--container-helper",
      paramLabel = "PROGRAM",
      description =
          "container: program that has the node sign. It reads JSON with nonce, jkt and key from"
              + " standard input and writes the statement to standard output.")
  private Path helper;

  @Option(
      names = "--hsm-attestation",
      paramLabel = "FILE",
      description = "hsm-key: the HSM's attestation of the key of --key-token-label, PEM.")
  private Path attestation;

  @Option(
      names = "--hsm-chain",
      paramLabel = "FILE",
      description = "hsm-key: certificates from the HSM's own to the vendor's, PEM.")
  private Path chain;

  InitialEvidence container() {
    if (helper == null) {
      throw new IllegalArgumentException("--attestor container wants --container-helper");
    }
    return new NodeStatement(helper);
  }

  InitialEvidence hsmKey() {
    if (attestation == null || chain == null) {
      throw new IllegalArgumentException(
          "--attestor hsm-key wants --hsm-attestation and --hsm-chain, of a key that --key-token and"
              + " --key-token-label name");
    }
    return new HsmAttestation(attestation, chain);
  }
}
