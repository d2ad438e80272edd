package org.bailiwick.broker.watch;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What came of the last call of each asset. */
final class AssetStates {
  private final Clock clock;
  private final Map<String, String> last = new ConcurrentHashMap<>();

  AssetStates(Clock clock) {
    this.clock = clock;
  }

  /** Before its first call an asset is {@code unused}. */
  void known(String asset) {
    last.putIfAbsent(asset, "unused");
  }

  /** A call ended now, with this outcome or for this check. */
  void called(String asset, String code) {
    last.put(asset, code + " at " + clock.instant().truncatedTo(ChronoUnit.SECONDS));
  }

  Map<String, String> all() {
    return new TreeMap<>(last);
  }
}
