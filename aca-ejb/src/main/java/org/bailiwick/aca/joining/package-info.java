/**
 * Join tokens, which users request and by which one agent may enrol (requirements R6 and R11).
 *
 * <p>Door: {@link org.bailiwick.aca.joining.JoinTokenIssuer}. Invariants: a token is issued after
 * policy permitted it and its row and audit rows are durable; the audit log names it by the first
 * 96 bits of its digest.
 */
package org.bailiwick.aca.joining;
