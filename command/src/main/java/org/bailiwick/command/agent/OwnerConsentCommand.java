package org.bailiwick.command.agent;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.bailiwick.client.enrolment.OwnerConsent;
import org.bailiwick.client.key.OwnerFile;
import org.bailiwick.client.key.SigningKeyFile;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Owner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code agent owner-consent}: signs the owner's consent. The owner runs it, so that the agent
 * never has the owner's key; it calls no server.
 */
@Command(
    name = "owner-consent",
    description =
        "Signs that an agent's key may be certified beside the owner's"
            + " (docs/dual-identity.md).")
final class OwnerConsentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--owner-key",
      required = true,
      paramLabel = "FILE",
      description = "The owner's private key, PKCS #8 in PEM: P-256, P-384, Ed25519 or RSA.")
  private Path key;

  @Option(
      names = "--lifetime",
      defaultValue = "PT10M",
      description = "Lifetime of the consent, PT1H at most (${DEFAULT-VALUE}).")
  private Duration lifetime;

  @Option(
      names = "--consent-file",
      description = "File for the consent, mode 0600; standard output if absent.")
  private Path file;

  @Option(
      names = "--agent-key-thumbprint",
      required = true,
      paramLabel = "THUMBPRINT",
      description = "Thumbprint of the agent's key: enrol --prepare-key prints it.")
  private String agentKey;

  @Option(
      names = "--authority",
      required = true,
      paramLabel = "URL",
      description = "Base URL of the ACA, as in its settings.")
  private URI authority;

  @Option(
      names = "--agent",
      required = true,
      paramLabel = "SPIFFE-ID",
      description = "The agent: spiffe://<trust domain>/agent/<name>.")
  private String agent;

  @Option(names = "--owner", required = true, description = "Owner, as in the agent's request.")
  private String owner;

  @Option(
      names = "--profile",
      defaultValue = "agent-default",
      description = "Profile (${DEFAULT-VALUE}).")
  private String profile;

  @Option(names = "--capability", required = true, description = "Capability; repeatable.")
  private List<String> capabilities;

  @Override
  public Integer call() throws IOException {
    OwnerConsent consent = OwnerConsent.sign(SigningKeyFile.read(key), terms(), lifetime);
    if (file == null) {
      spec.commandLine().getOut().println(consent.text());
    } else {
      OwnerFile.secret(file.toAbsolutePath(), consent.text() + "\n");
    }
    return 0;
  }

  private OwnerConsent.Terms terms() {
    return new OwnerConsent.Terms(
        authority.toString().replaceAll("/$", ""),
        AgentId.parse(agent),
        agentKey,
        Owner.parse(owner),
        profile,
        CapabilitySet.parse(capabilities));
  }
}
