package org.bailiwick.command.message;

import picocli.CommandLine;

/** Gives a command and all below it the same form of help and of answers to wrong arguments. */
public final class OneForm {

  /** Columns of a help that is not printed at a terminal. */
  private static final int WIDTH = 120;

  private OneForm() {}

  /** Returns the same command. To be called when all subcommands are there. */
  public static CommandLine of(CommandLine line) {
    return line.setHelpFactory(OneScreenHelp::new)
        .setUsageHelpWidth(WIDTH)
        .setParameterExceptionHandler(new WrongArguments());
  }
}
