package org.bailiwick.system.domainnodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP sockets of a process, by which a server on the same machine can tell its clients. */
final class ProcessSockets {
  private static final int LOCAL_ADDRESS = 1;
  private static final int INODE = 9;

  private ProcessSockets() {}

  /** Whether the process has a socket at this local port (proc(5)). */
  static boolean has(long process, int port) {
    Path folder = Path.of("/proc/" + process);
    try {
      Set<String> inodes = new HashSet<>();
      for (String table : List.of("net/tcp", "net/tcp6")) {
        Files.readAllLines(folder.resolve(table)).stream()
            .map(line -> line.strip().split("\\s+"))
            .filter(row -> row[LOCAL_ADDRESS].endsWith(":%04X".formatted(port)))
            .forEach(row -> inodes.add("socket:[" + row[INODE] + "]"));
      }
      return !inodes.isEmpty() && hasAny(folder.resolve("fd"), inodes);
    } catch (IOException e) {
      return false; // the process has ended
    }
  }

  private static boolean hasAny(Path folder, Set<String> wanted) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> wanted.contains(target(file)));
    }
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return ""; // it was closed meanwhile
    }
  }
}
