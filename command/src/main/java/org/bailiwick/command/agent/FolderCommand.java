package org.bailiwick.command.agent;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bailiwick.client.credential.CredentialFolder;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command for the agent whose key and credential are in a folder. */
abstract class FolderCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--folder",
      required = true,
      description = "The agent's folder: key.pem and chain.pem.")
  private Path folder;

  final CommandLine line() {
    return spec.commandLine();
  }

  final Path path() {
    return folder;
  }

  final CredentialFolder folder() {
    return CredentialFolder.at(folder);
  }

  /** Prints a line at once, since the command may go on for a long time. */
  final synchronized void say(String text) {
    line().getOut().println(text);
    line().getOut().flush();
  }
}
