package org.bailiwick.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Remembers the highest policy version that was loaded, and its digest, so that an older folder is
 * refused when somebody puts it back. The file lies next to the folder and has one line for each
 * version. Nodes only append lines, so that several nodes on one machine can share the file without
 * a lock.
 */
final class VersionMemory {
  private final Path file;

  VersionMemory(Path file) {
    this.file = file;
  }

  static VersionMemory beside(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    return new VersionMemory(absolute.resolveSibling(absolute.getFileName() + ".versions"));
  }

  /** Refuses a lower version, and the same version with other content; remembers a higher one. */
  void admit(PolicyFolder.Version version) {
    PolicyFolder.Version highest = highest();
    if (version.number() < highest.number()) {
      throw new PolicyRefusedException(
          "policy version %d is older than version %d, which was seen before (%s)"
              .formatted(version.number(), highest.number(), file));
    }
    if (version.number() > highest.number()) {
      append(version);
    } else if (!version.digest().equals(highest.digest())) {
      throw new PolicyRefusedException(
          "policy version %d was seen before with other content: give changed policies a new version"
              .formatted(version.number()));
    }
  }

  private PolicyFolder.Version highest() {
    PolicyFolder.Version highest = new PolicyFolder.Version(0, "");
    for (String line : lines()) {
      String[] parts = line.split(" ", -1);
      if (parts.length != 2 || !parts[0].matches("[1-9][0-9]{0,17}")) {
        throw new PolicyRefusedException("the version file " + file + " is damaged");
      }
      long number = Long.parseLong(parts[0]);
      if (number > highest.number()) {
        highest = new PolicyFolder.Version(number, parts[1]);
      }
    }
    return highest;
  }

  private List<String> lines() {
    try {
      return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.US_ASCII) : List.of();
    } catch (IOException e) {
      throw new PolicyRefusedException("the version file " + file + " cannot be read", e);
    }
  }

  private void append(PolicyFolder.Version version) {
    String line = version.number() + " " + version.digest() + "\n";
    try {
      Files.writeString(
          file,
          line,
          StandardCharsets.US_ASCII,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.DSYNC);
    } catch (IOException e) {
      throw new PolicyRefusedException("the version file " + file + " cannot be written", e);
    }
  }
}
