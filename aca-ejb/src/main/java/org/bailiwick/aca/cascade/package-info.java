/**
 * The credentials that a trigger revokes: revocation policies (requirements R14, R15) as files that
 * operators review, and their cascade along the ledger's columns.
 *
 * <p>Doors: {@link org.bailiwick.aca.cascade.RevocationPolicies} and {@link
 * org.bailiwick.aca.cascade.Cascade}. Invariants: a cascade only reads; the same query lists what
 * would end and, in the transaction that ends it, what ends; a policy's limit is never passed, the
 * order is refused instead.
 */
package org.bailiwick.aca.cascade;
