package org.bailiwick.command.lists;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.Console;
import java.time.Instant;
import java.util.Arrays;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorClient;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code caller}: the Master Agent's accounts of callers that have no certificate. A secret is
 * printed once, to standard output; a chosen password is asked for at the terminal, so that none is
 * in a shell history or a list of processes.
 */
@Command(
    name = "caller",
    description = {
      "Accounts of callers with an API key, a password or a shared secret:",
      "add, list, rotate, withdraw."
    },
    synopsisSubcommandLabel = "add|list|rotate|withdraw")
public final class CallerCommand {
  private static final String OFFICER = "officer-1";
  private static final String PATH = "/v1/callers";

  @Spec private CommandSpec spec;

  /** Options of a secret that is to be made. */
  static final class Secret {
    @Option(
        names = "--ask-password",
        description = "Ask for the password at the terminal, without echo, instead of making one.")
    private boolean ask;

    private JsonObjectBuilder addTo(JsonObjectBuilder body) {
      return ask ? body.add("password", askTwice()) : body;
    }

    private static String askTwice() {
      Console terminal = terminal();
      if (terminal == null) {
        throw new IllegalStateException(
            "The password is asked for at a terminal, and there is none here");
      }
      char[] first = terminal.readPassword("Password: ");
      char[] second = terminal.readPassword("Again: ");
      try {
        if (first == null || !Arrays.equals(first, second)) {
          throw new IllegalStateException("The passwords are not the same");
        }
        return new String(first);
      } finally {
        clear(first);
        clear(second);
      }
    }

    private static void clear(char[] password) {
      if (password != null) {
        Arrays.fill(password, '\0');
      }
    }

    /**
     * Null if there is no terminal, on every Java, since ./bailiwick sets jdk.console=java.base.
     */
    @SuppressWarnings("SystemConsoleNull")
    private static Console terminal() {
      return System.console();
    }
  }

  /** Options of a new account. */
  static final class Terms {
    @Option(
        names = "--kind",
        required = true,
        paramLabel = "KIND",
        description = "What calls: service, device or person.")
    private String kind;

    @Option(
        names = "--method",
        required = true,
        paramLabel = "METHOD",
        description = "How it authenticates: api-key, password or shared-secret.")
    private String method;

    @Option(
        names = "--owner",
        required = true,
        paramLabel = "NAME",
        description = "The organisational unit that answers for the account.")
    private String owner;

    @Option(
        names = "--scope",
        required = true,
        paramLabel = "CAPABILITIES",
        description = "The most that its jobs may need, separated by blanks, e.g. fx.rates@1.")
    private String scope;

    @Option(
        names = "--until",
        required = true,
        paramLabel = "TIME",
        description = "The end of the account, e.g. 2027-01-31T00:00:00Z.")
    private Instant until;

    @Option(
        names = "--peer",
        paramLabel = "ID",
        description = "SPIFFE id with whose certificate alone the secrets count.")
    private String peer;

    private JsonObjectBuilder body(String name) {
      JsonObjectBuilder body =
          Json.createObjectBuilder()
              .add("name", name)
              .add("kind", kind)
              .add("method", method)
              .add("owner", owner)
              .add("scope", scope)
              .add("expires_at", until.toString());
      return peer == null ? body : body.add("peer", peer);
    }
  }

  @Command(
      description = {
        "Adds an account and prints it with its secret.",
        "The secret is printed this once; the node keeps a digest, of a shared secret an encrypted copy."
      })
  int add(
      @Mixin OperatorOptions officer,
      @Mixin Terms terms,
      @Mixin Secret secret,
      @Parameters(paramLabel = "NAME", description = "The account's name, never given again.")
          String name) {
    return OperatorJson.print(
        spec, node(officer).post(PATH, secret.addTo(terms.body(name)).build()));
  }

  @Command(description = "Lists accounts, newest first, without their secrets.")
  int list(
      @Mixin ListOptions options,
      @Option(
              names = "--kind",
              paramLabel = "KIND",
              description = "Only services, devices or persons.")
          String kind,
      @Option(names = "--owner", paramLabel = "NAME", description = "Only accounts of this owner.")
          String owner,
      @Option(
              names = "--since",
              paramLabel = "TIME",
              description = "Only accounts added from this time on, e.g. 2026-11-29T08:00:00Z.")
          Instant since) {
    return new ListOutput(spec, options)
        .print(
            new ListedPages(options.connect(Component.MASTER), "callers")
                .with("kind", kind)
                .with("owner", owner)
                .with("since", since),
            "name",
            "state",
            "kind",
            "method",
            "owner",
            "expires_at",
            "scope");
  }

  @Command(
      description = {
        "Gives an account another secret and prints it.",
        "The secret before ends at once, or at the time that --old-until names."
      })
  int rotate(
      @Mixin OperatorOptions officer,
      @Mixin Secret secret,
      @Option(
              names = "--old-until",
              paramLabel = "TIME",
              description = "The time until which the secret before counts too.")
          Instant oldUntil,
      @Parameters(paramLabel = "NAME", description = "The account's name.") String name) {
    JsonObjectBuilder body = Json.createObjectBuilder();
    if (oldUntil != null) {
      body.add("old_until", oldUntil.toString());
    }
    return OperatorJson.print(
        spec, node(officer).post(path(name) + "/secrets", secret.addTo(body).build()));
  }

  @Command(
      description = {
        "Withdraws an account for good. Its jobs end before their next step,",
        "and its event streams within seconds."
      })
  int withdraw(
      @Mixin OperatorOptions officer,
      @Parameters(paramLabel = "NAME", description = "The account's name.") String name) {
    return OperatorJson.print(spec, node(officer).delete(path(name)));
  }

  private static OperatorClient node(OperatorOptions officer) {
    return officer.connect(OFFICER, Component.MASTER);
  }

  /** A name has no character that a path would have to encode. */
  private static String path(String name) {
    if (!name.matches("[a-z0-9][a-z0-9._-]{0,62}")) {
      throw new IllegalArgumentException("An account's name is 1 to 63 of a-z, 0-9, '.', '_', '-'");
    }
    return PATH + "/" + name;
  }
}
