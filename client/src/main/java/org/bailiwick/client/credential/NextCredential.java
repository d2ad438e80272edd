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
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bailiwick.client.key.AgentKey;
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.key.OwnerFile;
import org.bailiwick.client.key.Pkcs11Key;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A credential in the making, in {@code generations/next}: its key and the request that was sent
 * for it, until the answer has come. A crash on the way leaves both, so that the same request can
 * be repeated.
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

  /** Does this while no other process or thread does anything of the kind to the folder. */
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
        "Another process renews the credential of this folder",
        cause);
  }

  /** Keeps a new key; what was begun before is forgotten. */
  public void begin(AgentKey key) {
    begin(key::keepIn);
  }

  /** The same with the key of the credential in use. */
  public void beginWithSameKey() {
    begin(this::copyKey);
  }

  private interface Keeping {
    void keepIn(Path folder) throws IOException;
  }

  private void begin(Keeping key) {
    discard();
    make(generations);
    make(next);
    try {
      key.keepIn(next);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Keeps what is about to be sent for the key, or what is known of it by now. */
  public void keep(String request) {
    try {
      OwnerFile.secret(next.resolve(REQUEST), request);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** All files of the key, whatever kind it is: their names begin with "key". */
  private void copyKey(Path into) throws IOException {
    Path current = folder.resolve(CURRENT);
    Path from = Files.exists(current) ? current.toRealPath() : folder;
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(NextCredential::isOfKey).toList()) {
        Files.copy(file, into.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static boolean isOfKey(Path file) {
    return file.getFileName().toString().startsWith("key.");
  }

  /** What was sent and perhaps not answered. */
  public Optional<String> request() {
    try {
      Path file = next.resolve(REQUEST);
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** The answer has come: from now on readers find this key and chain, both or neither. */
  public void complete(List<X509Certificate> chain, Optional<Instant> renewAt) {
    try {
      OwnerFile.open(next.resolve(CredentialFolder.CHAIN), Pem.of(chain));
      if (renewAt.isPresent()) {
        OwnerFile.open(next.resolve(CredentialFolder.RENEW_AT), renewAt.get() + "\n");
      }
      Path numbered = generations.resolve(String.valueOf(last() + 1));
      Files.move(next, numbered, StandardCopyOption.ATOMIC_MOVE);
      useLast();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Makes the newest generation the one in use, also after a crash that left it complete and not in
   * use: what was answered must not be renewed past.
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
    forgetBefore(last - 1);
  }

  /** A link that takes the place of what has the name, in one step. */
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
    List<Long> numbers = new ArrayList<>();
    try (Stream<Path> files = Files.list(generations)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d{1,18}"))
          .map(Long::valueOf)
          .sorted()
          .forEach(numbers::add);
    }
    return numbers;
  }

  private long last() throws IOException {
    List<Long> numbers = numbers();
    return numbers.isEmpty() ? 0 : numbers.getLast();
  }

  /** The one before the newest stays: somebody may be reading it. */
  private void forgetBefore(long number) throws IOException {
    for (long old : numbers()) {
      if (old < number) {
        delete(generations.resolve(String.valueOf(old)));
      }
    }
  }

  /** Forgets key and request: it is known that there is no credential for them. */
  public void discard() {
    try {
      delete(next);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (Files.exists(folder.resolve(Pkcs11Key.FILE)) && !isKeyOfAnother(folder)) {
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
  private boolean isKeyOfAnother(Path folder) throws IOException {
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
      return; // as it should be
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private UncheckedIOException unwritable(IOException cause) {
    return new UncheckedIOException("the credential folder cannot be written: " + folder, cause);
  }
}
