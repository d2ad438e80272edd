package org.bailiwick.system.proxy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All that a process has in memory, was started with, has printed and has stored, each as the
 * characters of ISO 8859-1. Reading the memory of a process of another account needs root.
 */
final class ProcessTraces {

  private static final long LARGEST_REGION = 256L * 1024 * 1024;

  private final Map<String, String> places = new LinkedHashMap<>();

  /** Stops the process while its memory is read. */
  static ProcessTraces of(Process process, Path output, Path folder) {
    ProcessTraces traces = new ProcessTraces();
    try {
      Path proc = Path.of("/proc", Long.toString(process.pid()));
      traces.places.put("memory", memory(proc));
      traces.places.put("environment", text(proc.resolve("environ")));
      traces.places.put("command line", text(proc.resolve("cmdline")));
      traces.places.put("output", text(output));
      StringBuilder disk = new StringBuilder();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          disk.append(text(file)).append('\n');
        }
      }
      traces.places.put("disk", disk.toString());
      return traces;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, String> places() {
    return places;
  }

  private static String memory(Path proc) throws IOException {
    StringBuilder memory = new StringBuilder();
    try (RandomAccessFile mem = new RandomAccessFile(proc.resolve("mem").toFile(), "r")) {
      for (String region : Files.readAllLines(proc.resolve("maps"))) {
        String[] parts = region.split("[ -]", 4);
        long begin = Long.parseUnsignedLong(parts[0], 16);
        long length = Long.parseUnsignedLong(parts[1], 16) - begin;
        if (parts[2].startsWith("r") && begin > 0 && length <= LARGEST_REGION) {
          memory.append(read(mem, begin, (int) length)).append('\n');
        }
      }
    }
    return memory.toString();
  }

  /** The octets of a region, or nothing of one that the kernel does not let anybody read. */
  private static String read(RandomAccessFile mem, long begin, int length) {
    byte[] octets = new byte[length];
    try {
      mem.seek(begin);
      mem.readFully(octets);
    } catch (IOException unreadable) {
      return "";
    }
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
