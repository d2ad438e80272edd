package org.bailiwick.command.archive;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.node.audit.HeadStatement;

/**
 * The audit keys of a log, oldest first. A period is the time in which one of them signs; it ends
 * with a signed head that hands over to the next key. So trust in the first key extends to each
 * later one.
 *
 * @param ends digest of the newest archive's manifest at each handover; empty if there was none
 */
public record KeyPeriods(List<PublicKey> keys, List<String> ends) {

  /** The periods of a log before any handover. */
  public static KeyPeriods of(PublicKey first) {
    return new KeyPeriods(List.of(first), List.of());
  }

  /** These periods and a further one. */
  public KeyPeriods then(HeadStatement.Handover handover) {
    List<PublicKey> more = new ArrayList<>(keys);
    more.add(handover.key());
    List<String> longer = new ArrayList<>(ends);
    longer.add(handover.archive());
    return new KeyPeriods(List.copyOf(more), List.copyOf(longer));
  }

  /** The key that signs now. */
  public PublicKey current() {
    return keys.getLast();
  }

  /**
   * The index of the earliest period in which a manifest can have been signed.
   *
   * @param period index of the period of the manifest before it; 0 for the first manifest
   * @param previous digest of the manifest before it; empty for the first manifest
   */
  int after(int period, String previous) {
    int next = period;
    while (next < ends.size() && ends.get(next).equals(previous)) {
      next++;
    }
    return next;
  }
}
