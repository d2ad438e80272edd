package org.bailiwick.system.campus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;

/** Profiles of a campus, and credentials under them. */
final class CampusCredentials {
  private final Nodes nodes;
  private final Path temp;

  /**
   * @param temp where folders of credentials are; it is opened for other accounts to pass through
   */
  CampusCredentials(Nodes nodes, Path temp) throws IOException {
    this.nodes = nodes;
    this.temp = temp;
    passable(temp);
  }

  private static void passable(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  /** Writes a profile, which counts a second or two later. */
  void profile(String name, String kind, String validity, String more) throws IOException {
    Files.writeString(
        nodes.home().resolve("authority/profiles/campus-" + name + ".json"),
        """
        {"name": "campus-%s", "kind": "%s", "validity": "%s", "key_algorithms": ["EC_P256"],
         "validation_methods": ["mtls"]%s}
        """
            .formatted(name, kind, validity, more));
  }

  AgentFolder enrolled(String kind, String profile, String name) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    passable(folder);
    AgentFolder made = new AgentFolder(nodes, folder, name);
    made.enrol(kind, "campus-" + profile);
    return made;
  }

  void revoke(AgentFolder whose) {
    String serial = whose.serial().replace("serial=", "").toLowerCase(Locale.ROOT).strip();
    new Wire(nodes.root()).send(Officer.order(nodes, serial, "key-compromise")).expecting(201);
  }
}
