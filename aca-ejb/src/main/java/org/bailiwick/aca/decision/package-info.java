/**
 * The authority's use of the decision port.
 *
 * <p>Door: {@link org.bailiwick.aca.decision.Decisions}. Invariants: no role is checked anywhere
 * else; every answer is in the audit log with its inputs, reasons and policy version.
 */
package org.bailiwick.aca.decision;
