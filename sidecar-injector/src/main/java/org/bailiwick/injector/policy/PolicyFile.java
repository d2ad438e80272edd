package org.bailiwick.injector.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The file in use. It is looked at again when a second has passed, and its octets are compared, so
 * that a ConfigMap that Kubernetes replaces by a link counts as well. A fault keeps what was in use
 * before.
 */
public final class PolicyFile {
  private static final long PAUSE_NANOS = 1_000_000_000L;
  private static final int LONGEST = 1024 * 1024;

  private final Path path;
  private final LongSupplier nanos;
  private final Consumer<String> log;
  private byte[] octets;
  private InjectionPolicy policy;
  private Optional<String> fault = Optional.empty();
  private long looked;

  private PolicyFile(Path path, byte[] octets, LongSupplier nanos, Consumer<String> log) {
    this.path = path;
    this.nanos = nanos;
    this.log = log;
    this.octets = octets;
    this.policy = InjectionPolicy.parse(octets);
    this.looked = nanos.getAsLong();
  }

  /**
   * Reads the file.
   *
   * @param nanos a clock that never goes back, in nanoseconds
   * @throws ProblemException malformed-request if it has a fault
   * @throws UncheckedIOException if it cannot be read
   */
  public static PolicyFile open(Path path, LongSupplier nanos, Consumer<String> log) {
    try {
      return new PolicyFile(path, read(path), nanos, log);
    } catch (IOException e) {
      throw new UncheckedIOException("The policy cannot be read", e);
    }
  }

  private static byte[] read(Path path) throws IOException {
    if (Files.size(path) > LONGEST) {
      throw new IOException("it has more than " + LONGEST + " octets");
    }
    return Files.readAllBytes(path);
  }

  /** The policy in use. */
  public synchronized InjectionPolicy current() {
    long now = nanos.getAsLong();
    if (now - looked >= PAUSE_NANOS) {
      looked = now;
      look();
    }
    return policy;
  }

  private void look() {
    try {
      byte[] found = read(path);
      if (Arrays.equals(found, octets) && fault.isEmpty()) {
        return;
      }
      octets = found;
      policy = InjectionPolicy.parse(found);
      fault = Optional.empty();
      log.accept("policy=read namespaces=" + policy.namespaces().size());
    } catch (ProblemException e) {
      fail(e.check() + ": " + e.detail());
    } catch (IOException e) {
      fail("it cannot be read");
    }
  }

  private void fail(String reason) {
    if (!fault.equals(Optional.of(reason))) {
      log.accept("policy=kept fault=" + reason);
    }
    fault = Optional.of(reason);
  }

  /** Why the file as it is now is not the one in use; empty if it is. */
  public synchronized Optional<String> fault() {
    InjectionPolicy unused = current();
    return fault;
  }
}
