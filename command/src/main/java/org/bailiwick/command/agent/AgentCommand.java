package org.bailiwick.command.agent;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.command.agentservice.ServiceCommand;
import org.bailiwick.command.enrolment.DomainOptions;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code agent}: the commands of an agent and its owner. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {
      EnrolCommand.class,
      JoinTokenCommand.class,
      OwnerConsentCommand.class,
      RenewCommand.class,
      ProxyCommand.class,
      ServiceCommand.class,
      WitCommand.class,
      RegisterCommand.class,
      IdentifierCommand.class,
      DiscoverCommand.class,
      GrantCommand.class,
      CallCommand.class
    },
    description = "Commands of an agent: credential, registration, discovery, jobs.")
public final class AgentCommand {
  private static final int HEARTBEATS_WITHIN_TTL = 2;

  @Spec private CommandSpec spec;

  /** The agent whose registry record a verb is about. */
  static final class Self {
    @Option(
        names = "--folder",
        required = true,
        description = "The agent's folder: key.pem and chain.pem.")
    private Path folder;

    @Mixin private DomainOptions domain;

    private RegistryClient registry() {
      return new RegistryClient(domain.registry(), domain.trusted(), CredentialFolder.at(folder));
    }
  }

  /** What an agent says of itself, or that it takes everything back. */
  static final class Said {
    @Parameters(
        paramLabel = "FILE",
        description = "JSON with title, description, tags, skills and more (docs/registry.md).")
    private Path file;

    @Option(names = "--remove", description = "Take back what the agent has said.")
    private boolean remove;
  }

  @Command(
      description = {
        "Tells the registry what the agent of a folder says of itself.",
        "The registry shows it as unsigned, and no decision rests on it."
      })
  int describe(@Mixin Self self, @ArgGroup(multiplicity = "1") Said said) throws IOException {
    try (RegistryClient registry = self.registry()) {
      String id = registry.register().id();
      if (said.remove) {
        registry.removeDescription(id);
        say(id + " says nothing of itself");
      } else {
        JsonObject description = StrictJson.object(Files.readAllBytes(said.file));
        registry.describe(id, description);
        say(id + " says of itself what is in " + said.file);
      }
    }
    return 0;
  }

  @Command(
      description = {
        "Tells the registry that the agent of a folder is alive.",
        "Without another heartbeat within --ttl, the registry calls the agent silent."
      })
  int heartbeat(
      @Mixin Self self,
      @Option(
              names = "--ttl",
              defaultValue = "PT60S",
              paramLabel = "TIME",
              description =
                  "PT10S to PT1H (${DEFAULT-VALUE}); PT0S: the agent sends no more heartbeats.")
          Duration ttl,
      @Option(names = "--load", paramLabel = "N", description = "How busy the agent is, 0 to 100.")
          Integer load,
      @Option(names = "--watch", description = "Keep running, and send one every half --ttl.")
          boolean watch)
      throws InterruptedException {
    OptionalInt percent = load == null ? OptionalInt.empty() : OptionalInt.of(load);
    try (RegistryClient registry = self.registry()) {
      String id = registry.register().id();
      registry.heartbeat(id, ttl, percent);
      say(id + " is alive");
      while (watch && !ttl.isZero()) {
        TimeUnit.NANOSECONDS.sleep(ttl.dividedBy(HEARTBEATS_WITHIN_TTL).toNanos());
        try {
          registry.heartbeat(id, ttl, percent);
        } catch (ProblemException missed) {
          say("heartbeat failed: " + missed.detail());
        }
      }
    }
    return 0;
  }

  private void say(String text) {
    spec.commandLine().getOut().println(text);
    spec.commandLine().getOut().flush();
  }
}
