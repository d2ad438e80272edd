package org.bailiwick.aca.reconciliation;

import org.bailiwick.aca.comparison.Difference;

/** Puts back what must not be forgotten; the capability of revocation brings it. */
public interface LostRows {

  /**
   * Has what the log tells of a missing row hold again, where forgetting it would let somebody in:
   * what was revoked is revoked, and a compromised key is refused. Other rows stay missing.
   */
  void restore(Difference difference);
}
