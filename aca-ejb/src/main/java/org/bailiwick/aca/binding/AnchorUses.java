package org.bailiwick.aca.binding;

import org.bailiwick.aca.evidence.anchor.EvidenceBinding;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Binds an anchor without a key to the first agent key that was certified on it. The binding joins
 * the reservation, so an anchor is bound exactly when something was reserved on it.
 */
public final class AnchorUses {

  private AnchorUses() {}

  /** The anchor with the condition that no other agent key has used it. */
  public static TrustedAnchor bound(TrustedAnchor anchor, EvidenceBinding binding) {
    String agentKey = binding.agentKeySha256();
    String name = anchor.keySha256();
    return anchor.with(
        em -> {
          AnchorUseRow use = em.find(AnchorUseRow.class, name);
          if (use == null) {
            em.persist(new AnchorUseRow(name, anchor.type(), agentKey, binding.now()));
          } else if (!use.isBy(agentKey)) {
            throw new ProblemException(
                ProblemType.EVIDENCE_REJECTED,
                "anchor-bound-to-another-key",
                "This " + anchor.type() + " was used with another key before.");
          }
        });
  }
}
