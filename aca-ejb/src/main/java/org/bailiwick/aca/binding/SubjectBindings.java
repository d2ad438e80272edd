package org.bailiwick.aca.binding;

import static org.bailiwick.aca.evidence.attestor.EvidenceRefusal.rejected;

import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;

/**
 * Binds a subject without a key of its own to the first agent key that is certified for it. The
 * binding is stored in the transaction of the reservation.
 */
public final class SubjectBindings {

  private SubjectBindings() {}

  /** The subject, which may enrol only this agent key. The same key may be certified again. */
  public static AttestedSubject bound(AttestedSubject subject, EvidenceBinding binding) {
    String agentKey = binding.agentKeySha256();
    String name = subject.keySha256();
    return subject.with(
        em -> {
          SubjectBindingRow use = em.find(SubjectBindingRow.class, name);
          if (use == null) {
            em.persist(new SubjectBindingRow(name, subject.type(), agentKey, binding.now()));
          } else if (!use.isBy(agentKey)) {
            throw rejected(
                "subject-bound-to-another-key",
                "This " + subject.type() + " was used with another key before.");
          }
        });
  }
}
