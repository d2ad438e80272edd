/**
 * The human or organisational role behind an agent (requirement R11).
 *
 * <p>Door: {@link org.bailiwick.aca.person.UserTokens}. Invariants: a token is accepted only from
 * the provider whose key signed it; the operator's configuration and not the token says for which
 * owners a user may act.
 */
package org.bailiwick.aca.person;
