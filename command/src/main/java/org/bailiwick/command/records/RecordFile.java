package org.bailiwick.command.records;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.node.records.LineDigest;

/**
 * An export: a first line that says what the file is, a line of canonical JSON (RFC 8785) for each
 * record, and a last line with the registry's signed statement on the records.
 */
final class RecordFile {
  /** The first line. */
  static final String HEAD = "{\"format\":\"bailiwick-registry-records/1\"}";

  private static final String STATEMENT = "statement";
  private static final String ID = "id";

  private final Path file;

  /** The number of the line that counts, by identifier. */
  private final Map<String, Long> lastLines = new HashMap<>();

  private RecordFile(Path file) {
    this.file = file;
  }

  /** What is done with a record. */
  @FunctionalInterface
  interface Taking {
    void take(JsonObject record);
  }

  /** The last line. */
  static String end(String statement) {
    return CanonicalJson.of(Json.createObjectBuilder().add(STATEMENT, statement).build());
  }

  /** The claims of a statement. Who wrote it is for those to verify who have its key. */
  static JsonObject claims(String statement) {
    String[] parts = statement.split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalStateException("The statement of the registry is no JWS");
    }
    return StrictJson.object(
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
  }

  /** Compares a statement with the records that were read. */
  static void requireWhole(String statement, long lines, LineDigest digest) {
    JsonObject claims = claims(statement);
    if (claims.getJsonNumber("lines").longValue() != lines
        || !claims.getString("sha256").equals(digest.hex())) {
      throw new IllegalStateException(
          "The records are not those of the registry's statement: %d lines, digest %s"
              .formatted(lines, digest.hex()));
    }
  }

  /**
   * Reads a file as a whole, and refuses one that was cut or changed.
   *
   * @throws IllegalStateException saying what is wrong with the file
   */
  static RecordFile whole(Path file) throws IOException {
    RecordFile read = new RecordFile(file);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      read.read(lines);
    } catch (ProblemException | IllegalArgumentException e) {
      throw new IllegalStateException(file + " has a line that is none of an export", e);
    }
    return read;
  }

  private void read(BufferedReader lines) throws IOException {
    if (!HEAD.equals(lines.readLine())) {
      throw new IllegalStateException(file + " is no export of a registry");
    }
    LineDigest digest = LineDigest.EMPTY;
    long number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonObject object = StrictJson.object(line);
      if (object.containsKey(STATEMENT)) {
        requireWhole(object.getString(STATEMENT), number, digest);
        if (lines.readLine() != null) {
          throw new IllegalStateException(file + " goes on after its statement");
        }
        return;
      }
      digest = digest.with(line);
      lastLines.put(object.getString(ID, ""), number);
      number++;
    }
    throw new IllegalStateException(file + " ends without the registry's statement: it was cut");
  }

  /** The number of records. */
  int size() {
    return lastLines.size();
  }

  /** Gives each record once, in the order of their last changes. */
  void forEach(Taking taking) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      lines.readLine();
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonObject object = StrictJson.object(line);
        if (object.containsKey(STATEMENT)) {
          return;
        }
        if (Long.valueOf(number).equals(lastLines.get(object.getString(ID, "")))) {
          taking.take(object);
        }
        number++;
      }
    }
  }
}
