/**
 * Reads and checks the input file of a ceremony (docs/ceremony.md).
 *
 * <p>Doors: {@link org.bailiwick.aca.ceremony.plan.CeremonyPlan} for ceremonies that make keys,
 * {@link org.bailiwick.aca.ceremony.plan.RootCrlPlan} for those that sign a root's next CRL.
 * Invariants: every plan that was read is valid; all faults of a file are in one message; an
 * unknown property is a fault.
 */
package org.bailiwick.aca.ceremony.plan;
