/**
 * The status lists of Workload Identity Tokens (draft-ietf-oauth-status-list-20; requirements R14,
 * R23, R54), signed by the key that signs the tokens (docs/status-lists.md). Door: {@link
 * org.bailiwick.node.statuslist.StatusListPublisher}, as this package produces it.
 *
 * <p>Invariants: a token is INVALID from the transaction that records the revocation of its
 * credential, and SUSPENDED while its name is frozen; no list is signed while the audit log lacks
 * rows that its signed heads cover, since then the database may be an old copy.
 */
package org.bailiwick.aca.statuslist;
