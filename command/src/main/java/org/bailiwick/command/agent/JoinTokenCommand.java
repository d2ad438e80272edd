package org.bailiwick.command.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.client.enrolment.GrantedJoinToken;
import org.bailiwick.client.key.AtomicFile;
import org.bailiwick.command.enrolment.DomainOptions;
import org.bailiwick.command.enrolment.OrderOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code agent join-token}: a user gets a join token for a later enrolment of one agent. */
@Command(
    name = "join-token",
    description =
        "Gets a token with which this agent can enrol once (docs/attestors/join-token.md).")
final class JoinTokenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DomainOptions domain;
  @Mixin private OrderOptions options;

  @Option(
      names = "--lifetime",
      description = "Lifetime of the token, e.g. PT5M (default: the longest allowed).")
  private Duration lifetime;

  @Option(
      names = "--token-file",
      description = "File for the token, mode 0600; standard output if absent.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    options.require(spec.commandLine());
    EnrolmentOrder order = options.read(false);
    String user =
        order.userToken().orElseThrow(() -> new IllegalArgumentException("Give --user-token-file"));
    try (AuthorityClient authority = new AuthorityClient(domain.authority(), domain.trusted())) {
      GrantedJoinToken token = authority.joinToken(user, order, Optional.ofNullable(lifetime));
      if (file == null) {
        spec.commandLine().getOut().println(token.text());
      } else {
        AtomicFile.secret(file.toAbsolutePath(), token.text() + "\n");
      }
      spec.commandLine().getErr().println("expires " + token.expiresAt());
    }
    return 0;
  }
}
