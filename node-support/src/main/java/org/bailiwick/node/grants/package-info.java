/**
 * For which authorization servers of partners this domain's agents get grants, and in which words
 * (identity chaining section 2.3). Door: {@link org.bailiwick.node.grants.GrantTarget}.
 *
 * <p>Invariants: what a partner's description does not name is no target and no word; a word is for
 * exactly the capability that the description has it for.
 */
package org.bailiwick.node.grants;
