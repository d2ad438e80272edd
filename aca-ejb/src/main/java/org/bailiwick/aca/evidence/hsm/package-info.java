/**
 * Initial trust from an HSM's vendor: the agent's key was made inside of an HSM and can't leave it
 * (requirement R6). One format is known, the attestation of the YubiHSM 2.
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.hsm.HsmKeyTrust}. Invariants: the attested key is the
 * agent's; whatever the HSM says of it is read whole, and what is not understood is refused.
 */
package org.bailiwick.aca.evidence.hsm;
