/**
 * The measured boot event log of a machine with a TPM, and what an operator accepts in it
 * (requirement R7).
 *
 * <p>Doors: {@link org.bailiwick.aca.attestation.boot.BootLog}, {@link
 * org.bailiwick.aca.attestation.boot.BootReference}. Invariants: a log says nothing by itself; its
 * digests count when they lead to quoted registers, the data of an event when its digest is that of
 * the data, and the type of an event is never a reason to accept it, because no register holds it.
 * Terms: TCG PC Client Platform Firmware Profile.
 */
package org.bailiwick.aca.attestation.boot;
