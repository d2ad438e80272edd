/**
 * Status lists of the tokens of a component (draft-ietf-oauth-status-list-20): a place for each new
 * token, the list that is signed when somebody asks for it, and the reader of another component's
 * lists.
 *
 * <p>Doors: {@link org.bailiwick.node.statuslist.StatusPlaces} for the issuer, {@link
 * org.bailiwick.node.statuslist.StatusListResource} for HTTP, {@link
 * org.bailiwick.node.statuslist.StatusListReader} for who accepts the tokens. Invariants: no place
 * is given twice; a list is made from the component's ledger at the time of its signature, so it
 * needs no repair after a crash; what cannot be read anew serves until its own end and no longer; a
 * token whose status is not known is refused.
 */
package org.bailiwick.node.statuslist;
