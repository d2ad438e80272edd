package org.bailiwick.command.agent;

import java.nio.file.Path;
import org.bailiwick.client.credential.CredentialFolder;
import picocli.CommandLine.Option;

/** The agent's own folder. */
final class FolderOption {
  @Option(
      names = "--folder",
      required = true,
      description = "The agent's folder: key.pem and chain.pem.")
  private Path folder;

  Path path() {
    return folder;
  }

  CredentialFolder open() {
    return CredentialFolder.at(folder);
  }
}
