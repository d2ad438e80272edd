/**
 * The status lists of access tokens (draft-ietf-oauth-status-list-20; requirements R14, R23),
 * signed by the key that signs the tokens (docs/status-lists.md). Door: {@link
 * org.bailiwick.master.statuslist.TokenStatusListResource}.
 *
 * <p>Invariant: an access token is INVALID from the transaction that ends it, or the session of its
 * person.
 */
package org.bailiwick.master.statuslist;
