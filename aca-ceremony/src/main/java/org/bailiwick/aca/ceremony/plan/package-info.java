/**
 * The file that a ceremony is held from, read and checked (docs/ceremony.md).
 *
 * <p>Doors: {@link org.bailiwick.aca.ceremony.plan.CeremonyPlan} for ceremonies that make keys,
 * {@link org.bailiwick.aca.ceremony.plan.RootCrlPlan} for those that sign a root's next CRL.
 * Invariants: a plan that was read has no fault; all faults of a file are in one message; a
 * property that nobody reads is a fault.
 */
package org.bailiwick.aca.ceremony.plan;
