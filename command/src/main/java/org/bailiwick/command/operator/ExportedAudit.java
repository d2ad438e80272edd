package org.bailiwick.command.operator;

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

/**
 * An audit log in a file, one JSON object a line: the signed heads as {@code {"head": "…"}} first,
 * since they may lag behind the rows and never the rows behind them, then the rows as they are.
 */
record ExportedAudit(Path file) implements AuditSource {
  private static final String HEAD = "head";

  /** Writes a whole log to a new file and returns the number of rows. */
  static long write(AuditSource source, Path file) {
    long[] rows = {0};
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      source.heads().forEach(head -> line(out, Json.createObjectBuilder().add(HEAD, head).build()));
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
          if (!line.containsKey(HEAD) && line.getJsonNumber("seq").longValueExact() >= from) {
            action.accept(line);
          }
        });
  }

  @Override
  public List<String> heads() {
    Stream.Builder<String> heads = Stream.builder();
    lines(
        line -> {
          if (line.containsKey(HEAD)) {
            heads.add(line.getString(HEAD));
          }
        });
    return heads.build().toList();
  }

  private void lines(Consumer<JsonObject> action) {
    try (Stream<String> lines = Files.lines(file)) {
      lines.map(JsonAnswer::object).forEach(action);
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
