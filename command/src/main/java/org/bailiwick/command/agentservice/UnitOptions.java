package org.bailiwick.command.agentservice;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.client.credential.CredentialFolder;
import picocli.CommandLine.Option;

/** Which agent a unit is for, and where the unit is. */
final class UnitOptions {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  @Option(
      names = "--folder",
      required = true,
      description = "The agent's folder, which agent enrol has filled.")
  private Path folder;

  @Option(
      names = "--unit",
      paramLabel = "NAME",
      description = "The unit is called bailiwick-agent-NAME.service (default: the agent's name).")
  private String name;

  @Option(
      names = "--unit-folder",
      paramLabel = "FOLDER",
      defaultValue = "/etc/systemd/system",
      description = "Where units are (${DEFAULT-VALUE}).")
  private Path units;

  CredentialFolder credential() {
    return CredentialFolder.at(folder.toAbsolutePath().normalize());
  }

  /** The name, which is that of the agent if none was given. */
  String name() {
    String chosen = Optional.ofNullable(name).orElseGet(() -> credential().workload().name());
    if (!NAME.matcher(chosen).matches()) {
      throw new IllegalArgumentException(
          "--unit is 1 to 63 small letters, digits and hyphens, not " + chosen);
    }
    return chosen;
  }

  UnitFile file() {
    return new UnitFile(units, "bailiwick-agent-" + name() + ".service");
  }
}
