/**
 * The methods by which the broker authenticates at tools and APIs, as each of them has chosen:
 * bearer tokens, identity tokens, API keys, shared secrets, passwords and certificates (requirement
 * R42, list 4 of the draft). Decision 105.
 *
 * <p>Door: {@link org.bailiwick.broker.credential.CredentialMethods}. Invariants: a static secret
 * is read for one request and overwritten; what leaves the broker is sent to the back end of the
 * asset file only; a text of an outside party becomes part of a credential only by a table of the
 * file or in a form that names no other realm.
 */
package org.bailiwick.broker.credential;
