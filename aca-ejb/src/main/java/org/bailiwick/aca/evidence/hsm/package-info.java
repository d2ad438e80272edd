/**
 * The attestor {@code hsm-key} (requirement R6): an HSM states that the agent's key was made inside
 * it and can't leave it. The only known format is the attestation of the YubiHSM 2.
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.hsm.HsmKeyAttestor}. Invariants: the attested key is
 * the agent's; all of the HSM's statement is read, and an unknown part is refused.
 */
package org.bailiwick.aca.evidence.hsm;
