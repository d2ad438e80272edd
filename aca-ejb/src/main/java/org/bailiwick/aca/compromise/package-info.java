/**
 * Public keys that were reported compromised. They are refused for good, for every name and every
 * kind of certificate.
 *
 * <p>Door: {@link org.bailiwick.aca.compromise.CompromisedKeys}. Invariants: a report is never
 * withdrawn; of several reports the first is kept; keys are checked in the transaction of a
 * reservation, and again in that of its completion.
 */
package org.bailiwick.aca.compromise;
