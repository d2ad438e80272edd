/**
 * Changes the partners of a home while its nodes run. Door: {@link
 * org.bailiwick.command.partner.PartnerCommand}.
 *
 * <p>Invariants: a description is read as a node reads it, beside those that are there, before any
 * node can see it; one with a fault is not published. A new partner appears, and a removed one
 * disappears, by one rename. While the files of a known partner are replaced, its description is
 * faulty, so that nothing is allowed by half of two descriptions.
 */
package org.bailiwick.command.partner;
