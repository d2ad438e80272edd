package org.bailiwick.command.audit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.command.home.OperatorJson;

/**
 * An audit log in a file, one JSON object on each line: the signed heads as {@code {"head": "…"}},
 * then the statements of archives as {@code {"archive": "…"}}, then the rows. The heads are read
 * first, so that the file has every row that they cover.
 */
record ExportedAudit(Path file) implements AuditSource {
  private static final String HEAD = "head";
  private static final String ARCHIVE = "archive";

  /** Writes a whole log to a new file and returns the number of rows. */
  static long write(AuditSource source, Path file) {
    long[] rows = {0};
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      source.heads().forEach(head -> line(out, Json.createObjectBuilder().add(HEAD, head).build()));
      source
          .archives()
          .forEach(one -> line(out, Json.createObjectBuilder().add(ARCHIVE, one).build()));
      source.rows(
          1,
          row -> {
            line(out, row);
            rows[0]++;
          });
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
    return rows[0];
  }

  @Override
  public void rows(long from, Consumer<JsonObject> action) {
    lines(
        line -> {
          if (!line.containsKey(HEAD)
              && !line.containsKey(ARCHIVE)
              && line.getJsonNumber("seq").longValueExact() >= from) {
            action.accept(line);
          }
        });
  }

  @Override
  public List<String> heads() {
    return all(HEAD);
  }

  @Override
  public List<String> archives() {
    return all(ARCHIVE);
  }

  private List<String> all(String member) {
    Stream.Builder<String> found = Stream.builder();
    lines(
        line -> {
          if (line.containsKey(member)) {
            found.add(line.getString(member));
          }
        });
    return found.build().toList();
  }

  private void lines(Consumer<JsonObject> action) {
    try (Stream<String> lines = Files.lines(file)) {
      lines.map(OperatorJson::object).forEach(action);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private static void line(BufferedWriter out, JsonObject object) {
    try {
      out.write(object.toString());
      out.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
