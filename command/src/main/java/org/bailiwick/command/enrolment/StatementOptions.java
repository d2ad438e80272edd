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
          "container: program that gets a statement from the node. It reads JSON with nonce, jkt"
              + " and key from standard input and writes the statement to standard output.")
  private Path helper;

  @Option(
      names = "--hsm-attestation",
      paramLabel = "FILE",
      description = "hsm-key: PEM attestation by the HSM of the key of --key-token-label.")
  private Path attestation;

  @Option(
      names = "--hsm-chain",
      paramLabel = "FILE",
      description = "hsm-key: PEM certificates, from the HSM's to the vendor's.")
  private Path chain;

  InitialEvidence container() {
    if (helper == null) {
      throw new IllegalArgumentException("--attestor container needs --container-helper");
    }
    return new NodeStatement(helper);
  }

  InitialEvidence hsmKey() {
    if (attestation == null || chain == null) {
      throw new IllegalArgumentException(
          "--attestor hsm-key needs --hsm-attestation and --hsm-chain, of the key that"
              + " --key-token and --key-token-label name");
    }
    return new HsmAttestation(attestation, chain);
  }
}
