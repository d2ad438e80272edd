/**
 * The human or organisational role behind an agent (requirement R11).
 *
 * <p>Door: {@link org.bailiwick.aca.person.UserTokens}. Invariants: a token counts only for the
 * provider whose key signed it; whom a user may act for is the operator's configuration, not the
 * token's word.
 */
package org.bailiwick.aca.person;
