package org.bailiwick.aca.authority;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/**
 * Says which key of one use is in service. The first key is in service until the time that a later
 * ceremony's record states for another key, and until nodes have had the time to read that key.
 */
public final class KeySuccession {

  /**
   * A key, and the time before which it is not in service, even if its record states an earlier
   * one.
   */
  private record Successor(String label, Instant notBefore) {}

  private final ConcurrentSkipListMap<Instant, Successor> byMoment = new ConcurrentSkipListMap<>();

  /** Begins without a key. */
  public KeySuccession() {}

  /** Begins with the key of this label. */
  public KeySuccession(String first) {
    succeed(first, Instant.MIN);
  }

  /** Puts the key of this label in service at this time. */
  public void succeed(String label, Instant inService) {
    succeed(label, inService, Instant.MIN);
  }

  /**
   * Puts the key in service, but not before {@code notBefore}; {@code inService} orders the keys.
   */
  public void succeed(String label, Instant inService, Instant notBefore) {
    byMoment.put(inService, new Successor(label, notBefore));
  }

  /** Label of the key in service, for a use that always has one. */
  public String at(Instant now) {
    return find(now).orElseThrow();
  }

  /** Label of the key in service. */
  public Optional<String> find(Instant now) {
    return entry(now).map(entry -> entry.getValue().label());
  }

  /** Labels of keys that the token must hold: the one in service, and later ones. */
  public Set<String> needed(Instant now) {
    Instant since = entry(now).map(Map.Entry::getKey).orElse(now);
    return byMoment.tailMap(since, true).values().stream()
        .map(Successor::label)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Optional<Map.Entry<Instant, Successor>> entry(Instant now) {
    return byMoment.headMap(now, true).descendingMap().entrySet().stream()
        .filter(entry -> !entry.getValue().notBefore().isAfter(now))
        .findFirst();
  }
}
