package org.bailiwick.command.records;

import jakarta.json.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorClient;
import org.bailiwick.command.home.OperatorOptions;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.node.records.LineDigest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code registry export}: all records of the registry into one file. */
@Command(
    name = "export",
    description = {
      "Writes all records into FILE: credentials, what agents say of themselves, states, histories.",
      "FILE is there as a whole or not at all; its last line is the registry's signed statement."
    })
public final class ExportCommand implements Callable<Integer> {
  private static final String PATH = "/v1/records";

  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions reader;

  @Parameters(paramLabel = "FILE", description = "The file to write; one of this name is replaced.")
  private Path file;

  @Override
  public Integer call() {
    OperatorClient registry = reader.connect("auditor-1", Component.REGISTRY);
    Path part = file.resolveSibling(file.getFileName() + ".partial");
    JsonObject claims;
    try (FileChannel channel = opened(part)) {
      claims = write(registry, channel);
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + part, e);
    }
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s has %s records, the state of revision %s.%n",
            file, claims.get("lines"), claims.get("revision"));
    return 0;
  }

  private static FileChannel opened(Path part) throws IOException {
    return FileChannel.open(
        part,
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Writes page by page, and returns the claims of the statement at the end. */
  private static JsonObject write(OperatorClient registry, FileChannel channel) throws IOException {
    BufferedWriter out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
    out.write(RecordFile.HEAD + "\n");
    LineDigest digest = LineDigest.EMPTY;
    long lines = 0;
    String page = PATH;
    while (true) {
      JsonObject answer = registry.get(page, OperatorClient.LONG);
      for (JsonObject record : answer.getJsonArray("records").getValuesAs(JsonObject.class)) {
        String line = CanonicalJson.of(record);
        out.write(line + "\n");
        digest = digest.with(line);
        lines++;
      }
      if (answer.containsKey("statement")) {
        String statement = answer.getString("statement");
        RecordFile.requireWhole(statement, lines, digest);
        out.write(RecordFile.end(statement) + "\n");
        out.flush();
        return RecordFile.claims(statement);
      }
      // Page tokens are base64url.
      page = PATH + "?page_token=" + answer.getString("next_page_token");
    }
  }
}
