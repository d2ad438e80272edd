package org.bailiwick.command.archive;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.node.audit.HeadStatement;

/**
 * The audit keys of a log, oldest first. Signed heads hand over from each key to the next, so that
 * trust in the first key extends to each later one for its period.
 *
 * @param ends digest of the newest archive's statement at each handover; empty if there was none
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
   * The first period in which a statement can have been signed.
   *
   * @param period of the statement before; 0 for the first
   * @param previous digest of the statement before; empty for the first
   */
  int after(int period, String previous) {
    int next = period;
    while (next < ends.size() && ends.get(next).equals(previous)) {
      next++;
    }
    return next;
  }
}
