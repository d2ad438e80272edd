/**
 * The clients through which people have work done: the operator's files, one for each client or for
 * the metadata documents of a place (draft-ietf-oauth-client-id-metadata-document). Door: {@link
 * org.bailiwick.master.peopleclients.PeopleClients}.
 *
 * <p>Invariants: a client that no file describes or permits is unknown, since nobody registers
 * clients; a file with a fault permits nothing, and the version before it does not stay in use; a
 * redirect URI is compared as text, but for the port of a loopback address (RFC 8252 section 7.3).
 * Nothing is fetched from a URL that no file permits; what a document says gives no rights, and
 * without a document that passes its checks no browser is sent to its client.
 */
package org.bailiwick.master.peopleclients;
