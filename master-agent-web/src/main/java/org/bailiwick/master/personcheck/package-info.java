/**
 * Asks identity providers whether they still vouch for the people who have work done here. Door:
 * {@link org.bailiwick.master.personcheck.PersonChecks}.
 *
 * <p>Invariants: a provider's refusal ends the session with its tokens and jobs in one commit; no
 * answer ends nothing, but the last one grows old, and then the person is refused; one node at a
 * time asks about a session, since a provider may take a refresh token once only.
 */
package org.bailiwick.master.personcheck;
