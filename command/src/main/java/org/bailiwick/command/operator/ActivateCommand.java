package org.bailiwick.command.operator;

import java.io.Console;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.bailiwick.command.home.OperatorClient;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code ca activate}: asks for the PIN at the terminal and sends it to the running authority, over
 * the officer's mutual TLS. No option takes a PIN, so that none is in a shell history or a script.
 */
@Command(
    name = "activate",
    description = {
      "Gives the running authority the PIN of its HSM, for a node without PIN file.",
      "The PIN is asked for at the terminal and tried once; the node keeps it in memory only."
    })
final class ActivateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions officer;

  @Override
  public Integer call() {
    OperatorClient authority = officer.connect("officer-1");
    Console terminal = terminal();
    if (terminal == null) {
      throw new IllegalStateException("The PIN is asked for at a terminal, and there is none here");
    }
    char[] pin = terminal.readPassword("PIN of the authority's HSM: ");
    if (pin == null || pin.length == 0) {
      throw new IllegalStateException("No PIN was given");
    }
    try {
      authority.activate(pin);
    } finally {
      Arrays.fill(pin, '\0');
    }
    spec.commandLine().getOut().println("The HSM is activated");
    return 0;
  }

  /** Null if there is no terminal, on every Java, since ./bailiwick sets jdk.console=java.base. */
  @SuppressWarnings("SystemConsoleNull")
  private static Console terminal() {
    return System.console();
  }
}
