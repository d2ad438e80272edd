package org.bailiwick.command.broker;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.function.Consumer;
import org.bailiwick.broker.BrokerSettings;
import org.bailiwick.broker.secret.SecretName;
import org.bailiwick.broker.secret.SecretVault;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.node.hsm.Pkcs11Token;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code broker secret}: the static secrets for back ends. A secret is read from standard input, up
 * to the end of its first line, or at a terminal without echo.
 */
@Command(
    name = "secret",
    description = "Adds, replaces, lists and deletes the secrets by which a broker works.")
final class SecretCommand {
  private static final int MOST_BYTES = 16 * 1024;

  @Spec private CommandSpec spec;

  @Command(name = "put", description = "Adds a secret, which is read from standard input.")
  int put(@Mixin SettingsOption settings, @Parameters(paramLabel = "NAME") String name) {
    SecretName secret = new SecretName(name);
    withVault(settings, vault -> vault.put(secret, read()));
    return said(name + " added");
  }

  @Command(name = "rotate", description = "Replaces a secret from its next use on.")
  int rotate(@Mixin SettingsOption settings, @Parameters(paramLabel = "NAME") String name) {
    SecretName secret = new SecretName(name);
    withVault(settings, vault -> vault.rotate(secret, read()));
    return said(name + " rotated");
  }

  @Command(name = "delete", description = "Deletes a secret.")
  int delete(@Mixin SettingsOption settings, @Parameters(paramLabel = "NAME") String name) {
    SecretName secret = new SecretName(name);
    withVault(settings, vault -> vault.delete(secret));
    return said(name + " deleted");
  }

  @Command(name = "list", description = "Lists names, versions and times; never a secret.")
  int list(@Mixin SettingsOption settings) {
    withVault(
        settings,
        vault ->
            vault
                .list()
                .forEach(
                    each ->
                        said(
                            "%s  version %d  since %s"
                                .formatted(each.name(), each.version(), each.changedAt()))));
    return 0;
  }

  private static void withVault(SettingsOption settings, Consumer<SecretVault> work) {
    BrokerSettings read = settings.read();
    try (BrokerStore store = BrokerStore.open(read.database(), Clock.systemUTC());
        Pkcs11Token token = Pkcs11Token.open(read.token())) {
      work.accept(new SecretVault(store, token));
    }
  }

  private static byte[] read() {
    Console terminal = terminal();
    return terminal == null ? ofInput(System.in) : ofTerminal(terminal);
  }

  /** Null if there is no terminal, on every Java, since ./bailiwick sets jdk.console=java.base. */
  @SuppressWarnings("SystemConsoleNull")
  private static Console terminal() {
    return System.console();
  }

  private static byte[] ofTerminal(Console terminal) {
    char[] first = terminal.readPassword("Secret: ");
    char[] second = terminal.readPassword("Again: ");
    try {
      if (first == null || second == null || !Arrays.equals(first, second)) {
        throw new IllegalArgumentException("The two differ; nothing was changed");
      }
      ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES + 1);
      CoderResult result =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(first), bytes, true);
      if (!result.isUnderflow()) {
        throw new IllegalArgumentException("The secret is too long, or not a text");
      }
      byte[] secret = Arrays.copyOf(bytes.array(), bytes.position());
      Arrays.fill(bytes.array(), (byte) 0);
      return secret;
    } finally {
      wipe(first);
      wipe(second);
    }
  }

  private static void wipe(char[] text) {
    if (text != null) {
      Arrays.fill(text, '\0');
    }
  }

  /** The first line; what follows is not read as a part of the secret. */
  private static byte[] ofInput(InputStream in) {
    byte[] given = new byte[MOST_BYTES + 1];
    try {
      int length = 0;
      int next = in.read();
      while (next >= 0 && next != '\n' && length < given.length) {
        given[length++] = (byte) next;
        next = in.read();
      }
      int end = length > 0 && given[length - 1] == '\r' ? length - 1 : length;
      return Arrays.copyOf(given, end);
    } catch (IOException e) {
      throw new IllegalStateException("The secret cannot be read from standard input", e);
    } finally {
      Arrays.fill(given, (byte) 0);
    }
  }

  private int said(String line) {
    spec.commandLine().getOut().println(line);
    return 0;
  }
}
