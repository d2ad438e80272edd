package org.bailiwick.aca.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Configuration from files in a folder (trust anchors, profiles, reference values, user issuers),
 * read again when a file is added, removed or changed. A folder that can't be read or parsed
 * answers with DEPENDENCY_UNAVAILABLE until it is repaired: the operator may just have withdrawn
 * the last good state.
 */
public final class FolderSource<T> {

  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  public record Content(String name, Octets content) {

    public byte[] bytes() {
      return content.bytes();
    }

    public String text() {
      return new String(content.bytes(), StandardCharsets.UTF_8);
    }
  }

  /** Turns all files of the folder, sorted by name, into the configured value. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(List<Content> files) throws IOException;
  }

  private record Stamp(Path file, long size, Instant modified) {}

  private final Path folder;
  private final String suffix;
  private final Reader<T> reader;
  private final Clock clock;
  private List<Stamp> stamps = List.of();
  private Instant nextCheck = Instant.MIN;
  private T value;

  public FolderSource(Path folder, String suffix, Reader<T> reader, Clock clock) {
    this.folder = folder;
    this.suffix = suffix;
    this.reader = reader;
    this.clock = clock;
  }

  /** The value of the folder, at most a second old. */
  public synchronized T current() {
    Instant now = clock.instant();
    if (value != null && now.isBefore(nextCheck)) {
      return value;
    }
    try {
      List<Stamp> seen = list();
      if (value == null || !seen.equals(stamps)) {
        value = null;
        value = reader.read(contents(seen));
        stamps = seen;
      }
    } catch (IOException | RuntimeException fault) {
      value = null;
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "configuration-unreadable",
          "A part of the authority's configuration can't be read.",
          fault);
    }
    nextCheck = now.plus(CHECK_INTERVAL);
    return value;
  }

  private List<Stamp> list() throws IOException {
    List<Stamp> seen = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(suffix)).sorted().toList()) {
        seen.add(new Stamp(file, Files.size(file), Files.getLastModifiedTime(file).toInstant()));
      }
    } catch (NoSuchFileException missing) {
      return List.of();
    }
    return seen;
  }

  private static List<Content> contents(List<Stamp> stamps) throws IOException {
    List<Content> contents = new ArrayList<>();
    for (Stamp stamp : stamps) {
      contents.add(
          new Content(
              stamp.file().getFileName().toString(), Octets.of(Files.readAllBytes(stamp.file()))));
    }
    return contents;
  }
}
