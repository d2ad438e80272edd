package org.bailiwick.aca.ceremony;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedKey;
import org.bailiwick.aca.ceremony.records.CeremonyException;

/**
 * Lists the keys that a ceremony has begun to make. Each key is written to the file before it is
 * made, so that the keys of an interrupted ceremony can be distinguished from keys in service. The
 * file is deleted when the record is written.
 */
final class CeremonyJournal {
  private static final String FILE = "unfinished";

  private final Path file;

  CeremonyJournal(Path folder) {
    this.file = folder.resolve(FILE);
  }

  boolean exists() {
    return Files.exists(file);
  }

  /** Adds the key to the file, and returns when the line is on the disk. */
  void begin(PlannedKey key) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          line(key) + "\n",
          StandardCharsets.US_ASCII,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.SYNC);
    } catch (IOException e) {
      throw new CeremonyException("The file " + file + " can't be written", e);
    }
  }

  /** The planned keys whose generation has begun. */
  List<PlannedKey> begun(List<PlannedKey> planned) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
      return planned.stream().filter(key -> lines.contains(line(key))).toList();
    } catch (IOException e) {
      throw new CeremonyException("The file " + file + " can't be read", e);
    }
  }

  void end() {
    CeremonyFiles.delete(file);
  }

  private static String line(PlannedKey key) {
    return key.token() + " " + key.label();
  }
}
