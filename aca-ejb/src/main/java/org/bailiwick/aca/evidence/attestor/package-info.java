/**
 * The interface of all attestors (requirements R6 and R7).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.attestor.Attestor}. Invariants: an attestor reads only
 * what its issuer signed; it writes nothing, and its changes are stored with the reservation; an
 * attestor that is not configured accepts nobody.
 */
package org.bailiwick.aca.evidence.attestor;
