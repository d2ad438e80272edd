/**
 * Where every token came from, so that ending one ends what came from it. The door is {@link
 * org.bailiwick.master.ancestry.TokenLedger}.
 *
 * <p>Invariants: a token that leaves has a row, written before it leaves; a row names its parent;
 * ending is an insert and counts for all descendants; a JWT grant is spent once, on whichever node.
 */
package org.bailiwick.master.ancestry;
