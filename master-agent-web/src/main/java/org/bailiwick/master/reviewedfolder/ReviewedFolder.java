package org.bailiwick.master.reviewedfolder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.trust.FolderVersion;

/**
 * A folder of an operator's files of one kind, {@code <name>.json} each, read again within two
 * seconds of a change. A fault concerns only its own file, and while there is one, nothing of that
 * file is in force.
 */
public final class ReviewedFolder<T> {
  private static final StructuredLog LOG = StructuredLog.of(ReviewedFolder.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** The end of the name of each file. */
  public static final String SUFFIX = ".json";

  /** Reads one file, or says in an exception what is wrong with it. */
  @FunctionalInterface
  public interface Reading<T> {
    T of(Path file) throws IOException;
  }

  /**
   * What the files say at one moment.
   *
   * @param entries by the name of the file, without its end
   * @param faults by the name of the file, or by the folder if that cannot be read
   */
  public record Content<T>(String version, Map<String, T> entries, Map<String, String> faults) {}

  private final Optional<Path> folder;
  private final FolderVersion versions = new FolderVersion(1);
  private final Reading<T> reading;
  private final Clock clock;
  private volatile Content<T> content = new Content<>("", Map.of(), Map.of());
  private volatile Instant checkedAt = Instant.MIN;

  public ReviewedFolder(Optional<Path> folder, Reading<T> reading, Clock clock) {
    this.folder = folder;
    this.reading = reading;
    this.clock = clock;
  }

  /** What the file of this name says; empty if there is none, or if it has a fault. */
  public Optional<T> find(String name) {
    return Optional.ofNullable(current().entries().get(name));
  }

  /** What all files say that have no fault. */
  public Collection<T> all() {
    return current().entries().values();
  }

  /** Whether a fault hides the file of this name, if there is one. */
  public boolean isFaulty(String name) {
    Map<String, String> faults = faults();
    return faults.containsKey(name + SUFFIX)
        || folder.map(Path::toString).filter(faults::containsKey).isPresent();
  }

  /** The faults by name of the file, or by the folder if that cannot be read. */
  public Map<String, String> faults() {
    return current().faults();
  }

  /** All that is known now; the same object as long as no file changes. */
  public Content<T> current() {
    Instant now = clock.instant();
    if (folder.isPresent() && isDue(now)) {
      readChanged(folder.get(), now);
    }
    return content;
  }

  /** Also when the clock was ahead at the last look. */
  private boolean isDue(Instant now) {
    return checkedAt.equals(Instant.MIN)
        || now.isBefore(checkedAt)
        || !now.isBefore(checkedAt.plus(LOOK));
  }

  private synchronized void readChanged(Path place, Instant now) {
    try {
      String version = versions.of(place);
      if (!version.equals(content.version())) {
        content = read(place, version);
      }
    } catch (IOException | UncheckedIOException e) {
      content =
          new Content<>("", Map.of(), Map.of(place.toString(), String.valueOf(e.getMessage())));
      LOG.warn("reviewed-folder.not-readable", content.faults());
    }
    checkedAt = now;
  }

  private Content<T> read(Path place, String version) throws IOException {
    Map<String, T> entries = new HashMap<>();
    Map<String, String> faults = new TreeMap<>();
    for (Path file : files(place)) {
      String name = String.valueOf(file.getFileName());
      try {
        entries.put(name.substring(0, name.length() - SUFFIX.length()), reading.of(file));
      } catch (IOException e) {
        String reason = String.valueOf(e.getMessage());
        faults.put(name, reason);
        LOG.warn("reviewed-file.refused", Map.of("file", name, "reason", reason));
      }
    }
    return new Content<>(version, Map.copyOf(entries), Map.copyOf(faults));
  }

  private static List<Path> files(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(place)) {
      return entries
          .filter(entry -> String.valueOf(entry.getFileName()).endsWith(SUFFIX))
          .sorted()
          .toList();
    }
  }
}
