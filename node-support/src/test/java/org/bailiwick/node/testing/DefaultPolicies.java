package org.bailiwick.node.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.policy.CedarDecisionPoint;

/** The policies that {@code up} installs. */
public final class DefaultPolicies {
  private static final Path SOURCE = Path.of("..", "policy-engine", "src", "main", "policies");

  private DefaultPolicies() {}

  /** Loaded once a process, which takes a good part of a second; nothing can change them. */
  public static CedarDecisionPoint inForce() {
    return Loaded.POLICIES;
  }

  /** A copy, since the loader leaves the versions that it has seen beside the folder. */
  public static Path copyTo(Path copy) {
    try (Stream<Path> listed = Files.list(SOURCE)) {
      List<Path> files = listed.toList();
      Files.createDirectories(copy);
      for (Path file : files) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Loaded {
    static final CedarDecisionPoint POLICIES = load();

    private static CedarDecisionPoint load() {
      try {
        Path folder = Files.createTempDirectory("policies");
        CedarDecisionPoint loaded = CedarDecisionPoint.load(copyTo(folder.resolve("policy")));
        delete(folder);
        return loaded;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void delete(Path folder) throws IOException {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
