package org.bailiwick.command.bundle;

import picocli.CommandLine;

/** Adds the commands for bundles to {@code policy}. */
public final class BundleCommands {

  private BundleCommands() {}

  /** To the command {@code policy} of this line. */
  public static CommandLine addTo(CommandLine line) {
    line.getSubcommands()
        .get("policy")
        .addSubcommand(new SignCommand())
        .addSubcommand(new VerifyCommand())
        .addSubcommand(new ActivateCommand())
        .addSubcommand(new StatusCommand());
    return line;
  }
}
