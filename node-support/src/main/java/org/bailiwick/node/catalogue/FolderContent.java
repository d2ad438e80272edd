package org.bailiwick.node.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the files of one folder say.
 *
 * @param entries by the name of the file, without its end
 * @param faults by the name of the file, or by the folder if that cannot be read
 */
public record FolderContent<T>(Map<String, T> entries, Map<String, String> faults) {
  private static final String SUFFIX = ".json";

  public FolderContent {
    entries = Map.copyOf(entries);
    faults = Map.copyOf(faults);
  }

  /** Reads one file, or says in an exception what is wrong with it. */
  @FunctionalInterface
  interface Reading<T> {
    T of(Path file) throws IOException;
  }

  /** Reads a folder once; one that is not there has no files. */
  static <T> FolderContent<T> read(Path folder, Reading<T> reading) throws IOException {
    Map<String, T> entries = new HashMap<>();
    Map<String, String> faults = new TreeMap<>();
    for (Path file : files(folder)) {
      String name = String.valueOf(file.getFileName());
      try {
        entries.put(name.substring(0, name.length() - SUFFIX.length()), reading.of(file));
      } catch (IOException e) {
        faults.put(name, String.valueOf(e.getMessage()));
      }
    }
    return new FolderContent<>(entries, faults);
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> String.valueOf(entry.getFileName()).endsWith(SUFFIX))
          .sorted()
          .toList();
    }
  }
}
