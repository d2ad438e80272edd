/**
 * What a trigger ends: revocation policies (requirements R14, R15) as files that operators review,
 * and the cascade along the ledger's columns that they ask for.
 *
 * <p>Doors: {@link org.bailiwick.aca.cascade.RevocationPolicies} and {@link
 * org.bailiwick.aca.cascade.Cascade}. Invariants: a cascade only reads; the same query lists what
 * would end and, in the transaction that ends it, what ends; a policy's limit is never passed, the
 * order is refused instead.
 */
package org.bailiwick.aca.cascade;
