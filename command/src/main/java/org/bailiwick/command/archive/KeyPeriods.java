package org.bailiwick.command.archive;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.node.audit.HeadStatement;

/**
 * The audit keys of a log, oldest first, as its signed heads hand over from each to the next: who
 * trusts the first trusts them all, each for its time.
 *
 * @param ends digest of the newest archive's statement at each handover; empty when there was none
 */
public record KeyPeriods(List<PublicKey> keys, List<String> ends) {

  /** One key that signs all of it, as far as is known yet. */
  public static KeyPeriods of(PublicKey first) {
    return new KeyPeriods(List.of(first), List.of());
  }

  /** The same, and one more. */
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
   * The period in which a statement was signed that follows another one.
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
