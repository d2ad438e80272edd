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
 * The keys that a ceremony began to make, each written down before it is made, so that those of an
 * interrupted one can be told from keys in service. Gone once the record is there.
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

  /** On disk when it returns. */
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

  /** Those of these keys whose generation has begun. */
  List<PlannedKey> begun(List<PlannedKey> planned) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
      return planned.stream().filter(key -> lines.contains(line(key))).toList();
    } catch (IOException e) {
      throw new CeremonyException("The file " + file + " can't be read", e);
    }
  }

  void end() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new CeremonyException("The file " + file + " can't be deleted", e);
    }
  }

  private static String line(PlannedKey key) {
    return key.token() + " " + key.label();
  }
}
