/**
 * Accounts of callers for officers: adding, rotating, withdrawing, and the list. Door: {@link
 * org.bailiwick.master.accountadmin.CallerResource}.
 *
 * <p>Invariants: the decision point is asked first; the permit, the change and its audit row are
 * one commit; a secret is answered once, after that commit, and no list, log or audit row has it.
 */
package org.bailiwick.master.accountadmin;
