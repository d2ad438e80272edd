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
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.key.OwnerFile;
import org.bailiwick.client.key.Pkcs11Key;
import org.bailiwick.client.key.PublicKeyFile;
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
    clear();
    make(generations);
    make(next);
    onDisk(key);
  }

  private void onDisk(Keeping work) {
    try {
      work.keepIn(next);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Keeps a new key for which somebody is to sign something before it can be asked for. */
  public void prepare(AgentKey key) {
    begin(
        into -> {
          key.keepIn(into);
          PublicKeyFile.keep(into, key.pair().getPublic());
        });
  }

  /** The key that was prepared, while no request for it is undecided. */
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

  /** Keeps what is about to be sent for the key, or what is known of it by now. */
  public void keep(String request) {
    onDisk(into -> OwnerFile.secret(into.resolve(REQUEST), request));
  }

  /** All files of the key, whatever kind it is: their names begin with "key". */
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

  /** The request that was sent and may not have been answered. */
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
    onDisk(
        into -> {
          OwnerFile.open(into.resolve(CredentialFolder.CHAIN), Pem.of(chain));
          if (renewAt.isPresent()) {
            OwnerFile.open(into.resolve(CredentialFolder.RENEW_AT), renewAt.get() + "\n");
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

  /** The one before the newest stays: somebody may be reading it. */
  private void forgetBefore(long number) throws IOException {
    for (long old : numbers()) {
      if (old < number) {
        delete(generations.resolve(String.valueOf(old)));
      }
    }
  }

  /**
   * Forgets the request: it is known that there is no credential for it. Its key goes too, unless
   * it was prepared: what somebody signed for it may still be good.
   */
  public void discard() {
    if (isPrepared()) {
      onDisk(into -> Files.deleteIfExists(into.resolve(REQUEST)));
    } else {
      clear();
    }
  }

  /** Forgets key and request. */
  public void clear() {
    onDisk(this::delete);
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
