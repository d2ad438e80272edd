/**
 * Public keys that were reported compromised. They are refused for good, for every name and every
 * kind of certificate.
 *
 * <p>Door: {@link org.bailiwick.aca.compromise.CompromisedKeys}. Invariants: a report is never
 * withdrawn; of several reports the first is kept; the check shares the transaction of what it
 * permits, once when a certificate is reserved and again when it is completed.
 */
package org.bailiwick.aca.compromise;
