package org.bailiwick.aca.authority;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which key of one use is in service: the first one, until the moment that the record of a later
 * ceremony names for another.
 */
public final class KeySuccession {

  private final ConcurrentSkipListMap<Instant, String> labels = new ConcurrentSkipListMap<>();

  /** Begins with the key of this label. */
  public KeySuccession(String first) {
    labels.put(Instant.MIN, first);
  }

  /** From that moment on it is the key of this label. */
  public void succeed(String label, Instant inService) {
    labels.put(inService, label);
  }

  /** Label of the key in service. */
  public String at(Instant now) {
    return labels.floorEntry(now).getValue();
  }

  /** Those that the token must hold: the one in service, and any whose moment is to come. */
  public Set<String> needed(Instant now) {
    return new TreeSet<>(labels.tailMap(labels.floorKey(now), true).values());
  }
}
