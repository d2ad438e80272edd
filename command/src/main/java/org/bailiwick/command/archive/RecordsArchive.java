package org.bailiwick.command.archive;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.audit.ArchiveStatement;

/**
 * One archive on a disk: {@code audit.jsonl} with rows of the log, {@code ledger.jsonl} with
 * credentials, and {@code manifest.jws}, the {@link ArchiveStatement}, which is written last.
 */
public record RecordsArchive(Path folder) {
  /** The archive of this number in the folder that holds all of them. */
  public static RecordsArchive of(Path all, long number) {
    return new RecordsArchive(all.resolve("archive-%06d".formatted(number)));
  }

  Path audit() {
    return folder.resolve("audit.jsonl");
  }

  Path ledger() {
    return folder.resolve("ledger.jsonl");
  }

  private Path manifestFile() {
    return folder.resolve("manifest.jws");
  }

  private Path newManifestFile() {
    return folder.resolve("manifest.new");
  }

  /** An empty file, which marks that all archived rows were removed from the database. */
  private Path removed() {
    return folder.resolve("removed");
  }

  boolean isRemovalPending() {
    return Files.exists(manifestFile()) && !Files.exists(removed());
  }

  void markRemoved() throws IOException {
    Files.writeString(removed(), "");
  }

  /** The manifest as it was signed; empty when there is none. */
  public Optional<String> manifest() {
    try {
      return Files.exists(manifestFile())
          ? Optional.of(Files.readString(manifestFile(), StandardCharsets.US_ASCII).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + manifestFile(), e);
    }
  }

  /** The first difference from the signed manifest; empty if there is none. */
  public Optional<String> fault(String signed, ArchiveStatement manifest) {
    String name = "archive " + manifest.number() + " (" + manifest.rows() + ")";
    Optional<String> found = manifest();
    if (found.isEmpty()) {
      return Optional.of(name + " is not in " + folder.getParent());
    }
    if (!found.get().equals(signed)) {
      return Optional.of(name + " has another manifest than the database");
    }
    if (!manifest.rows().sha256().equals(digest(audit()))) {
      return Optional.of(name + ": audit.jsonl differs from what was signed");
    }
    if (!manifest.credentials().sha256().equals(digest(ledger()))) {
      return Optional.of(name + ": ledger.jsonl differs from what was signed");
    }
    return Optional.empty();
  }

  /** Every archived row of the log, in order. */
  public void rows(Consumer<JsonObject> action) {
    lines(audit(), action);
  }

  /** Every archived credential with its other rows. */
  void credentials(Consumer<JsonObject> action) {
    lines(ledger(), action);
  }

  /** Makes the folder with mode 0700, and deletes what an interrupted run left. */
  void make() throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (Path file : new Path[] {audit(), ledger(), newManifestFile(), manifestFile()}) {
      Files.deleteIfExists(file);
    }
  }

  /** Removes a folder in which nothing was signed. */
  void discard() throws IOException {
    make();
    Files.delete(folder);
  }

  /** Writes the signed manifest, and returns when the disk has all files. */
  void complete(String signed) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            newManifestFile(),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer line = StandardCharsets.US_ASCII.encode(signed + "\n");
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(true);
    }
    Files.move(newManifestFile(), manifestFile(), StandardCopyOption.ATOMIC_MOVE);
    // Forces the directory entries of the files, of this folder and of the folder of all archives.
    Path all = folder.toAbsolutePath().getParent();
    for (Path changed : new Path[] {folder, all, all.getParent()}) {
      if (changed != null) {
        try (FileChannel names = FileChannel.open(changed, StandardOpenOption.READ)) {
          names.force(true);
        }
      }
    }
  }

  private static String digest(Path file) {
    if (!Files.exists(file)) {
      return "";
    }
    MessageDigest digest = Sha256.begin();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void lines(Path file, Consumer<JsonObject> action) {
    try (Stream<String> lines = Files.lines(file)) {
      lines.map(StrictJson::object).forEach(action);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
