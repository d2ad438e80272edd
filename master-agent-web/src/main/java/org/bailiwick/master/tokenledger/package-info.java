/**
 * Records every issued token with its parent, so that the end of a token ends all that descend from
 * it. The door is {@link org.bailiwick.master.tokenledger.TokenLedger}.
 *
 * <p>Invariants: a token has a row before anybody gets it; the row names its parent; a token is
 * ended by an insert, which counts for all its descendants; a JWT grant is used once on all nodes.
 */
package org.bailiwick.master.tokenledger;
