package org.bailiwick.node.policies;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.node.policies.BundleCopies.Copy;
import org.bailiwick.policy.VersionFloor.Loaded;
import org.bailiwick.policy.bundle.VerifiedBundle;

/**
 * A bundle that this node has verified to decide by it. Its file is in memory only until the node
 * has a copy.
 */
final class TakenBundle {

  /** Reads the file. */
  @FunctionalInterface
  interface Source {
    byte[] read() throws IOException;
  }

  private final VerifiedBundle bundle;
  private final Source source;
  private final Instant receivedAt;
  private final Optional<Copy> copy;

  private TakenBundle(
      VerifiedBundle bundle, Source source, Instant receivedAt, Optional<Copy> copy) {
    this.bundle = bundle;
    this.source = source;
    this.receivedAt = receivedAt;
    this.copy = copy;
  }

  static TakenBundle ofRow(VerifiedBundle bundle, byte[] octets, Instant receivedAt) {
    return new TakenBundle(bundle, () -> octets, receivedAt, Optional.empty());
  }

  static TakenBundle ofCopy(VerifiedBundle bundle, Copy copy, Instant receivedAt) {
    return new TakenBundle(bundle, copy::octets, receivedAt, Optional.of(copy));
  }

  VerifiedBundle bundle() {
    return bundle;
  }

  Loaded version() {
    return bundle.version();
  }

  Instant receivedAt() {
    return receivedAt;
  }

  byte[] octets() throws IOException {
    return source.read();
  }

  boolean isOf(Copy other) {
    return copy.filter(other::equals).isPresent();
  }

  /** Whether the node itself has written the copy. */
  boolean isKept() {
    return copy.flatMap(Copy::receivedAt).isPresent();
  }

  /** The same bundle after this node has kept a copy of it. */
  TakenBundle keptIn(BundleCopies copies) throws IOException {
    copies.keep(bundle.number(), octets(), receivedAt);
    Copy kept =
        copies.all().stream()
            .filter(each -> each.number() == bundle.number())
            .findFirst()
            .orElseThrow(() -> new IOException("the copy is not there"));
    return ofCopy(bundle, kept, receivedAt);
  }
}
