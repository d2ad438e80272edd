/**
 * Exports agents to registries of partner domains, in signed pages. Door: {@link
 * org.bailiwick.ars.export.ExportResource}.
 *
 * <p>Invariants: a partner is told of no agent that its agreement does not name, and of a removal
 * only if it was told of the agent before; a page never claims to know later revocations than its
 * changes were made with; a page is signed for one request.
 */
package org.bailiwick.ars.export;
