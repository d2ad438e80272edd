/**
 * Gives agents their other identifiers, and answers which agent an identifier names (R26).
 *
 * <p>Doors: {@link org.bailiwick.ars.identifier.control.IdentifierResource} for readers and
 * officers, {@link org.bailiwick.ars.identifier.control.OwnIdentifierResource} for agents.
 * Invariants: an agent gets an identifier only by a proof that names the agent; a document of a
 * proof is fetched by the guarded fetch, never at an address inside, unless an operator has named
 * its origin; an identifier of another domain is answered by naming that domain's registry, or not
 * at all.
 */
package org.bailiwick.ars.identifier.control;
