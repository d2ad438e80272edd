package org.bailiwick.node.admission;

import java.util.HashMap;
import java.util.Map;
import org.bailiwick.node.admission.AdmissionSettings.Share;
import org.bailiwick.node.admission.Places.Shortage;

/**
 * Bounds the octets of large bodies that are in memory at once, with a bound for each caller, from
 * the moment when a body begins to arrive until its request was served. Small bodies are bounded by
 * their number. A caller without a name has no bound of its own.
 */
final class BodyOctets {
  private static final String NOBODY = "";

  /** Bodies up to this length do not count: all places together have few octets of them. */
  private static final long SMALL = 65_536;

  private final Share share;
  private final Map<String, Long> ofCallers = new HashMap<>();
  private long all;

  BodyOctets(Share share) {
    this.share = share;
  }

  /** Takes room for a body, which {@link #leave} gives back. A body always fits alone. */
  synchronized Shortage enter(String caller, long octets) {
    if (octets <= SMALL) {
      return Shortage.NONE;
    }
    long own = ofCallers.getOrDefault(caller, 0L);
    if (!caller.equals(NOBODY) && own > 0 && own + octets > share.one()) {
      return Shortage.OF_THE_CALLER;
    }
    if (all > 0 && all + octets > share.all()) {
      return Shortage.OF_ALL;
    }
    add(caller, octets);
    return Shortage.NONE;
  }

  synchronized void leave(String caller, long octets) {
    if (octets > SMALL) {
      add(caller, -octets);
    }
  }

  private void add(String caller, long octets) {
    all += octets;
    long own = ofCallers.getOrDefault(caller, 0L) + octets;
    if (own == 0) {
      ofCallers.remove(caller);
    } else {
      ofCallers.put(caller, own);
    }
  }
}
