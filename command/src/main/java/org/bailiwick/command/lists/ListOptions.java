package org.bailiwick.command.lists;

import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorClient;
import org.bailiwick.command.home.OperatorOptions;
import org.bailiwick.command.home.PersonOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of every command that lists: the reader, the number of entries, and the form. */
final class ListOptions {
  private static final int MOST = 1_000_000;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Mixin private OperatorOptions reader;

  @Option(
      names = "--json",
      description = "Print one JSON object a line, with all members, instead of a table.")
  private boolean json;

  private int limit;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "The most entries that are printed (${DEFAULT-VALUE}).")
  void limitTo(int entries) {
    if (entries < 1 || entries > MOST) {
      throw new ParameterException(
          command.commandLine(), "--limit is a number from 1 to " + MOST + ".");
    }
    limit = entries;
  }

  OperatorClient connect(Component component) {
    return reader.connect("auditor-1", component);
  }

  /** The same as a person, if there is a token. */
  OperatorClient connect(PersonOptions person, Component component) {
    return person.connect(reader, "auditor-1", component);
  }

  boolean json() {
    return json;
  }

  int limit() {
    return limit;
  }
}
