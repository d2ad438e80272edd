package org.bailiwick.command.agent;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bailiwick.client.job.GrantClient;
import org.bailiwick.client.key.AtomicFile;
import org.bailiwick.command.enrolment.DomainOptions;
import org.bailiwick.command.enrolment.TextFiles;
import org.bailiwick.contract.capability.CapabilitySet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code agent grant}: gets a grant for the authorization server of another domain. {@code agent
 * call} with the options of that domain spends it.
 */
@Command(
    name = "grant",
    description = "Gets a grant for another domain's authorization server (docs/chaining.md).")
final class GrantCommand extends FolderCommand {
  @Mixin private DomainOptions domain;

  @Option(
      names = "--subject-token-file",
      description =
          "File with the Txn-Token of an order; if absent, the grant is for the agent's own work.")
  private Path subjectToken;

  @Option(
      names = "--audience",
      required = true,
      description = "Issuer id of the other domain's authorization server.")
  private URI audience;

  @Option(
      names = "--form",
      defaultValue = "JWT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private GrantClient.Form form;

  @Option(
      names = "--capability",
      required = true,
      description = "A capability of the scope; repeatable.")
  private List<String> capabilities;

  @Option(names = "--resource", description = "Resource to which the grant is restricted.")
  private String resource;

  @Option(
      names = "--grant-file",
      required = true,
      description = "File for the grant, mode 0600; it counts for a minute.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    GrantClient.Wanted wanted =
        new GrantClient.Wanted(
            form, audience, CapabilitySet.parse(capabilities), Optional.ofNullable(resource));
    try (GrantClient grants = new GrantClient(domain.master(), domain.trusted(), folder())) {
      String grant =
          subjectToken == null
              ? grants.forOwnWork(wanted)
              : grants.forOrder(TextFiles.read(subjectToken).strip(), wanted);
      AtomicFile.secret(file.toAbsolutePath(), grant + "\n");
    }
    return 0;
  }
}
