package org.bailiwick.node.policies;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.policy.PolicyRefusedException;
import org.bailiwick.policy.bundle.PolicyBundle;

/**
 * Copies of bundles that were in force, in the folder {@code <policy folder>.bundles}, so that a
 * node starts without its database and never goes back behind them. Each copy is a file of its own
 * that is complete before it has its name; a later one never replaces it. The components of a
 * machine share the folder, and each has its own files: {@code <component>-<number>-<seconds since
 * 1970 at which it was received>.json}. An operator may put the first bundle there without a time.
 */
final class BundleCopies {
  private static final StructuredLog LOG = StructuredLog.of(BundleCopies.class);
  private static final int MOST = 3;

  private final Path folder;
  private final String component;
  private final Pattern name;

  BundleCopies(Path policyFolder, String component) {
    Path absolute = policyFolder.toAbsolutePath().normalize();
    this.folder = absolute.resolveSibling(absolute.getFileName() + ".bundles");
    this.component = component;
    this.name = Pattern.compile(component + "-([1-9][0-9]{0,15})(?:-([0-9]{1,12}))?\\.json");
  }

  /**
   * A copy.
   *
   * @param receivedAt empty for a file that an operator has put there
   */
  record Copy(Path file, long number, Optional<Instant> receivedAt) {
    byte[] octets() throws IOException {
      if (Files.size(file) > PolicyBundle.MAX_OCTETS) {
        throw new IOException("the copy " + file.getFileName() + " is too large");
      }
      return Files.readAllBytes(file);
    }
  }

  /** Highest number first. */
  List<Copy> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .flatMap(file -> copy(file).stream())
          .sorted(
              Comparator.comparingLong(Copy::number)
                  .thenComparing(copy -> copy.receivedAt().isPresent())
                  .reversed())
          .toList();
    } catch (IOException e) {
      throw new PolicyRefusedException(
          "the copies of policy bundles cannot be read", e);
    }
  }

  private Optional<Copy> copy(Path file) {
    Matcher parts = name.matcher(file.getFileName().toString());
    if (!parts.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Copy(
            file,
            Long.parseLong(parts.group(1)),
            Optional.ofNullable(parts.group(2)).map(Long::parseLong).map(Instant::ofEpochSecond)));
  }

  /**
   * Writes a copy unless there is one, then deletes all but the highest. A copy with other octets,
   * which was damaged, is replaced.
   */
  void keep(long number, byte[] octets, Instant receivedAt) throws IOException {
    for (Copy copy : all()) {
      if (copy.number() == number && isKept(copy) && Arrays.equals(copy.octets(), octets)) {
        return;
      }
    }
    Files.createDirectories(folder);
    String target = "%s-%d-%d.json".formatted(component, number, receivedAt.getEpochSecond());
    Path written = Files.createTempFile(folder, "." + component + "-", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(octets);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(written, folder.resolve(target), StandardCopyOption.ATOMIC_MOVE);
      force();
    } finally {
      Files.deleteIfExists(written);
    }
    all().stream().skip(MOST).forEach(BundleCopies::delete);
  }

  /** A file without time counts as the node's copy only after the node has written its own. */
  private static boolean isKept(Copy copy) {
    return copy.receivedAt().isPresent();
  }

  /** So that the name, too, survives a power cut. */
  private void force() throws IOException {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static void delete(Copy old) {
    try {
      Files.deleteIfExists(old.file());
    } catch (IOException e) {
      LOG.warn(
          "policy-bundle.copy-not-deleted",
          Map.of("file", String.valueOf(old.file().getFileName())));
    }
  }
}
