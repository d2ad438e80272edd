/**
 * The sessions of people: who has signed in, through which client, with which rights, and whether
 * the identity provider still vouches for the person. Doors: {@link
 * org.bailiwick.master.personsession.PersonSessions} for the rows, {@link
 * org.bailiwick.master.personsession.PersonRights} for what a person may have done now.
 *
 * <p>Invariants: codes and refresh tokens are stored as digests, the provider's refresh token
 * encrypted with a key that the database does not have; a session begins in the token ledger when
 * its code is redeemed, so a code counts once at all nodes; a refresh token has one successor; a
 * person of whom the provider has not been asked for too long is refused.
 */
package org.bailiwick.master.personsession;
