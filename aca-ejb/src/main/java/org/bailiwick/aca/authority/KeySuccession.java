package org.bailiwick.aca.authority;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which key of one use is in service: the first one, if there is one, until the moment that the
 * record of a later ceremony names for another.
 */
public final class KeySuccession {

  private final ConcurrentSkipListMap<Instant, String> labels = new ConcurrentSkipListMap<>();

  /** A succession for a use that may have no key yet. */
  public KeySuccession() {}

  /** Begins with the key of this label. */
  public KeySuccession(String first) {
    labels.put(Instant.MIN, first);
  }

  /** From that moment on it is the key of this label. */
  public void succeed(String label, Instant inService) {
    labels.put(inService, label);
  }

  /** Label of the key in service, of a use that always has one. */
  public String at(Instant now) {
    return find(now).orElseThrow();
  }

  /** Label of the key in service. */
  public Optional<String> find(Instant now) {
    return Optional.ofNullable(labels.floorEntry(now)).map(Map.Entry::getValue);
  }

  /** Labels of keys that the token must hold: the one in service, and later ones. */
  public Set<String> needed(Instant now) {
    Instant since = Optional.ofNullable(labels.floorKey(now)).orElse(now);
    return new TreeSet<>(labels.tailMap(since, true).values());
  }
}
