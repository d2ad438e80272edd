/**
 * The interface of all kinds of initial trust (requirements R6 and R7).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.anchor.InitialTrust}. Invariants: a kind reads nothing
 * but what its issuer signed; it writes nothing, what it wants written joins the reservation; a
 * kind that nobody configured trusts nobody.
 */
package org.bailiwick.aca.evidence.anchor;
