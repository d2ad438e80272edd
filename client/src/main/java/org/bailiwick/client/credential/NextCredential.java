package org.bailiwick.client.credential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bailiwick.client.key.AgentKey;
import org.bailiwick.client.key.AtomicFile;
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.key.Pkcs11Key;
import org.bailiwick.client.key.PublicKeyFile;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The key of the next credential and the request that was sent for it, in {@code generations/next}
 * until the answer has come. Both survive a crash, so that the same request can be repeated.
 */
public final class NextCredential {
  static final String CURRENT = "current";
  private static final String GENERATIONS = "generations";
  private static final String REQUEST = "request.json";
  private static final String LOCK = "lock";

  private final Path folder;
  private final Path generations;
  private final Path next;

  NextCredential(Path folder) {
    this.folder = folder;
    this.generations = folder.resolve(GENERATIONS);
    this.next = generations.resolve("next");
  }

  /** Runs the work under the lock that all enrolments and renewals in the folder take. */
  public <T> T alone(Supplier<T> work) {
    make(generations);
    try (FileChannel file =
            FileChannel.open(
                generations.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      if (lock == null) {
        throw busy(null);
      }
      useLast();
      return work.get();
    } catch (OverlappingFileLockException e) {
      throw busy(e);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static ProblemException busy(Exception cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "renewal-running",
        "Another process or thread enrols or renews in this folder",
        cause);
  }

  /** Stores a new key; an earlier key and its request are deleted. */
  public void begin(AgentKey key) {
    begin(key::keepIn);
  }

  /** As {@link #begin}, with the key of the credential in use. */
  public void beginWithSameKey() {
    begin(this::copyKey);
  }

  private interface FolderWrite {
    void keepIn(Path folder) throws IOException;
  }

  private void begin(FolderWrite key) {
    clear();
    make(generations);
    make(next);
    onDisk(key);
  }

  private void onDisk(FolderWrite work) {
    try {
      work.keepIn(next);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Stores a new key for which the owner has to sign a consent before the request. */
  public void prepare(AgentKey key) {
    begin(
        into -> {
          key.keepIn(into);
          PublicKeyFile.keep(into, key.pair().getPublic());
        });
  }

  /** The prepared key, unless a request for it is undecided. */
  public Optional<KeyPair> prepared() {
    if (!isPrepared() || request().isPresent()) {
      return Optional.empty();
    }
    try {
      PublicKey half = PublicKeyFile.read(next);
      return Optional.of(new KeyPair(half, CredentialFolder.key(next, () -> half)));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private boolean isPrepared() {
    return Files.exists(next.resolve(PublicKeyFile.FILE));
  }

  /** Stores the request, before it is sent and again when it waits for officers. */
  public void keep(String request) {
    onDisk(into -> AtomicFile.secret(into.resolve(REQUEST), request));
  }

  /** Copies the files of the key, whose names begin with "key." for every kind of key. */
  private void copyKey(Path into) throws IOException {
    Path current = folder.resolve(CURRENT);
    Path from = Files.exists(current) ? current.toRealPath() : folder;
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(each -> name(each).startsWith("key.")).toList()) {
        Files.copy(file, into.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** The request that was stored and may not have been answered. */
  public Optional<String> request() {
    try {
      Path file = next.resolve(REQUEST);
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Stores the issued chain; readers find the new key and chain from then on, never only one. */
  public void complete(List<X509Certificate> chain, Optional<Instant> renewAt) {
    onDisk(
        into -> {
          AtomicFile.open(into.resolve(CredentialFolder.CHAIN), Pem.of(chain));
          if (renewAt.isPresent()) {
            AtomicFile.open(into.resolve(CredentialFolder.RENEW_AT), renewAt.get() + "\n");
          }
          Files.deleteIfExists(into.resolve(PublicKeyFile.FILE));
          Files.move(
              into,
              generations.resolve(String.valueOf(last() + 1)),
              StandardCopyOption.ATOMIC_MOVE);
          useLast();
        });
  }

  /**
   * Makes the newest generation the one in use, also after a crash that left it complete but
   * unused: a renewal must replace the newest credential.
   */
  private void useLast() throws IOException {
    long last = last();
    if (last == 0) {
      return;
    }
    Path newest = generations.resolve(String.valueOf(last));
    link(CURRENT, Path.of(GENERATIONS, String.valueOf(last)));
    if (Files.exists(newest.resolve(FileKey.FILE))) {
      link(FileKey.FILE, Path.of(CURRENT, FileKey.FILE));
    }
    link(CredentialFolder.CHAIN, Path.of(CURRENT, CredentialFolder.CHAIN));
    Files.deleteIfExists(newest.resolve(REQUEST));
    deleteBefore(last - 1);
  }

  /** Makes a link, which replaces a file or link of this name in one step. */
  private void link(String name, Path target) throws IOException {
    Path link = folder.resolve(name);
    if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
      return;
    }
    Path fresh = generations.resolve(name + ".new");
    Files.deleteIfExists(fresh);
    Files.createSymbolicLink(fresh, target);
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
  }

  private List<Long> numbers() throws IOException {
    try (Stream<Path> files = Files.list(generations)) {
      return files
          .map(NextCredential::name)
          .filter(name -> name.matches("\\d{1,18}"))
          .map(Long::valueOf)
          .sorted()
          .toList();
    }
  }

  private long last() throws IOException {
    List<Long> numbers = numbers();
    return numbers.isEmpty() ? 0 : numbers.getLast();
  }

  /** Deletes older generations; a reader may still use the one before the newest. */
  private void deleteBefore(long number) throws IOException {
    for (long old : numbers()) {
      if (old < number) {
        delete(generations.resolve(String.valueOf(old)));
      }
    }
  }

  /**
   * Deletes a request for which no credential was issued, and its key. A prepared key stays, since
   * the owner's consent for it may still be valid.
   */
  public void discard() {
    if (isPrepared()) {
      onDisk(into -> Files.deleteIfExists(into.resolve(REQUEST)));
    } else {
      clear();
    }
  }

  /** Deletes key and request. */
  public void clear() {
    onDisk(this::delete);
  }

  private void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (Files.exists(folder.resolve(Pkcs11Key.FILE)) && !isKeyShared(folder)) {
      Pkcs11Key.delete(folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** Whether a generation beside this one has the same key in the same token. */
  private boolean isKeyShared(Path folder) throws IOException {
    String key = Files.readString(folder.resolve(Pkcs11Key.FILE));
    try (Stream<Path> files = Files.list(generations)) {
      for (Path other : files.filter(each -> !each.equals(folder)).toList()) {
        Path file = other.resolve(Pkcs11Key.FILE);
        if (Files.exists(file) && Files.readString(file).equals(key)) {
          return true;
        }
      }
    }
    return false;
  }

  private void make(Path made) {
    try {
      Files.createDirectories(folder);
      Files.createDirectory(
          made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    } catch (FileAlreadyExistsException ignored) {
      return; // as required
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private UncheckedIOException unwritable(IOException cause) {
    return new UncheckedIOException("the credential folder cannot be written: " + folder, cause);
  }
}
