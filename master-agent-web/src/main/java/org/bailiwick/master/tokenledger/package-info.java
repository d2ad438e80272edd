/**
 * Stores every issued token with its parent, so that the end of a token ends all its descendants.
 * Doors: {@link org.bailiwick.master.tokenledger.TokenLedger}, and {@link
 * org.bailiwick.master.tokenledger.GrantEnds} for what partners' servers take back, {@link
 * org.bailiwick.master.tokenledger.AcceptedTokens} for access tokens that they have issued.
 *
 * <p>Invariants: the row of a token is durable before the token is sent; the row names the parent;
 * one inserted row ends a token and all its descendants; a JWT grant is used once on all nodes
 * together; a row goes only when the token has long expired and no row of a job or token needs it.
 */
package org.bailiwick.master.tokenledger;
