/**
 * The credentials that a trigger revokes: revocation policies (requirements R14, R15), which are
 * files that operators review, and their cascade along the ledger's columns.
 *
 * <p>Doors: {@link org.bailiwick.aca.cascade.RevocationPolicies} and {@link
 * org.bailiwick.aca.cascade.Cascade}. Invariants: a cascade only reads; the same query finds the
 * credentials before the decision and in the transaction that revokes them; an order that exceeds
 * its policy's limit is refused.
 */
package org.bailiwick.aca.cascade;
