/**
 * The clients through which people have work done: the operator's files, one for each client. Door:
 * {@link org.bailiwick.master.peopleclients.PeopleClients}.
 *
 * <p>Invariants: a client without a file is unknown, since nobody registers clients; a file with a
 * fault permits nothing, and the version before it does not stay in use; a redirect URI is compared
 * as text, but for the port of a loopback address (RFC 8252 section 7.3).
 */
package org.bailiwick.master.peopleclients;
