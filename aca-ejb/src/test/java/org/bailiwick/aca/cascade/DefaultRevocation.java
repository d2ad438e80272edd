package org.bailiwick.aca.cascade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The revocation policies that {@code up} installs. */
public final class DefaultRevocation {

  static final Path SOURCE = Path.of("..", "launcher", "defaults", "revocation");

  private DefaultRevocation() {}

  public static void copyTo(Path folder) {
    try (Stream<Path> listed = Files.list(SOURCE)) {
      List<Path> files = listed.toList();
      Files.createDirectories(folder);
      for (Path file : files) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
