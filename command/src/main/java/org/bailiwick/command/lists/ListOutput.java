package org.bailiwick.command.lists;

import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** Prints the entries of a list as a table or as JSON, and returns the exit code 0. */
final class ListOutput {
  private final CommandSpec command;
  private final ListOptions options;

  ListOutput(CommandSpec command, ListOptions options) {
    this.command = command;
    this.options = options;
  }

  /** Prints a table with these members of each entry, or all members as JSON. */
  int print(ListedPages pages, String... members) {
    ListedPages.Read read = pages.read(options.limit());
    RowTable table = new RowTable(members);
    read.entries().forEach(entry -> table.add(cells(entry, members)));
    return print(read, table);
  }

  /** Prints a table of tokens in which each token is below its parent. */
  int printTree(ListedPages pages, String... members) {
    ListedPages.Read read = pages.read(options.limit());
    RowTable table =
        new RowTable(
            Stream.concat(Stream.of("token"), Arrays.stream(members)).toArray(String[]::new));
    for (TokenTree.Placed placed : TokenTree.of(read.entries())) {
      table.add(Stream.concat(Stream.of(placed.label()), cells(placed.token(), members)));
    }
    return print(read, table);
  }

  private int print(ListedPages.Read read, RowTable table) {
    PrintWriter out = command.commandLine().getOut();
    if (options.json()) {
      read.entries().forEach(out::println);
    } else {
      table.print(out);
    }
    if (read.more()) {
      PrintWriter err = command.commandLine().getErr();
      err.printf("There are more than %d entries; --limit N prints more.%n", options.limit());
    }
    return 0;
  }

  private static Stream<String> cells(JsonObject entry, String... members) {
    return List.of(members).stream().map(member -> RowTable.cell(entry, member));
  }
}
