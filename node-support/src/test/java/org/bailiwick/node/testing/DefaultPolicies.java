package org.bailiwick.node.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.policy.CedarDecisionPoint;

/** The policies that {@code up} installs. */
public final class DefaultPolicies {
  private static final Path SOURCE = Path.of("..", "policy-engine", "src", "main", "policies");

  private DefaultPolicies() {}

  /** Loaded from a copy in the folder. */
  public static CedarDecisionPoint load(Path folder) {
    return CedarDecisionPoint.load(copyTo(folder.resolve("policy")));
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
}
