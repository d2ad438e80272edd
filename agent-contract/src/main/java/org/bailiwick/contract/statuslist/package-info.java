/**
 * Status lists of tokens (draft-ietf-oauth-status-list-20): the array of statuses, its compressed
 * text, and the reference from a token to its entry. Doors: {@link
 * org.bailiwick.contract.statuslist.StatusList} and {@link
 * org.bailiwick.contract.statuslist.StatusReference}.
 *
 * <p>Invariants: a text that was not made by this rule is refused and never read in part; what a
 * text inflates to is bounded by the caller; an index beyond the end of a list has no status.
 */
package org.bailiwick.contract.statuslist;
