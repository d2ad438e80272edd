package org.bailiwick.node.peer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.node.peer.PathFinder.TrustedPath;

/**
 * Keeps the path of a leaf for a short time, by the leaf's SHA-256, so that signatures are not
 * verified for each request. Validity periods and revocation are still checked for each request.
 */
final class PathCache {
  private static final Duration LIFETIME = Duration.ofSeconds(60);

  /** An entry has about 3 KB. A full cache is cleared, which costs one verification per peer. */
  private static final int MAX_ENTRIES = 10_000;

  private record Entry(TrustedPath path, Instant until) {}

  private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
  private final Clock clock;

  PathCache(Clock clock) {
    this.clock = clock;
  }

  /** The path, if it is in the cache and its anchor is still one of these. */
  Optional<TrustedPath> find(String thumbprint, List<Anchor> anchors) {
    return Optional.ofNullable(entries.get(thumbprint))
        .filter(entry -> lasts(entry.until()))
        .map(Entry::path)
        .filter(path -> anchors.contains(path.anchor()));
  }

  /** False also if the end is further away than a lifetime: the clock was ahead at the addition. */
  private boolean lasts(Instant until) {
    Instant now = clock.instant();
    return now.isBefore(until) && !until.isAfter(now.plus(LIFETIME));
  }

  void remember(String thumbprint, TrustedPath path) {
    if (entries.size() >= MAX_ENTRIES) {
      entries.clear();
    }
    entries.put(thumbprint, new Entry(path, clock.instant().plus(LIFETIME)));
  }
}
