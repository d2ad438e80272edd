/**
 * Who calls: the identities of callers, by what their requests have proved. Door: {@link
 * org.bailiwick.master.caller.CallerIdentity}.
 *
 * <p>Invariants: an identity comes from a verified peer or a verified token, or from a row that was
 * written from one; a person or a client never has a certificate; whether a caller still stands is
 * asked anew each time ({@link org.bailiwick.master.parties.CallerStatus}), and is no part of its
 * identity.
 */
package org.bailiwick.master.caller;
